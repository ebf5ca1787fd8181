"""Scores: BLEU, chrF, perplexity, correlations, agreement, and how sure one may be of them.

A score is a small frozen type that carries how it was made. Never imports torch.
"""
