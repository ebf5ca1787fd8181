"""What a translation must keep: found in the source, replaced by stand-ins that a model copies, and put back."""

from babelix.text.keep.kinds import BY_DEFAULT, KINDS, check_kinds
from babelix.text.keep.spans import Span, find_spans

__all__ = ["BY_DEFAULT", "KINDS", "Span", "check_kinds", "find_spans"]
