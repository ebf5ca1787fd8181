"""The Gaussian segmenter: hidden semi-Markov states over signals."""
