"""Sentences: where a line's end, what joins them, and where one that is far too long is best cut."""

from babelix.text.sentences.cut import Cut, cut, cut_to_fit, mark_of

__all__ = ["Cut", "cut", "cut_to_fit", "mark_of"]
