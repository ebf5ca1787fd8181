"""One page in one file: every layer and head of one or several texts, drawn offline."""

from babelix.views.attention.page.page import AttentionPage, Start

__all__ = ["AttentionPage", "Start"]
