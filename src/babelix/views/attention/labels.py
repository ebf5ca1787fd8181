"""Tokens as print can show them: signs for what is invisible, long ones cut, titles in lines."""

import textwrap
import unicodedata
from collections.abc import Sequence

from babelix.inspection.attention_map import AttentionMap

_LONGEST = 18  # Characters.


def shown(token: str) -> str:
    """Return a token as print can show it: signs for line ends, what is invisible and a token of spaces only.

    The one space that says where a word begins is left out: words in a column stand under each other.
    """
    token = token[1:] if token[:1] == " " and token[1:].strip() else token
    if not token.strip(" "):
        return "␣" * len(token) or "∅"
    named = {"\n": "⏎", "\t": "⇥"}
    signs = [named.get(sign) or ("�" if unicodedata.category(sign)[0] == "C" else sign) for sign in token]
    return ("◌" if unicodedata.combining(token[0]) else "") + "".join(signs)


def labels(tokens: Sequence[str]) -> list[str]:
    """Return what stands for each token in a figure, 18 characters at most."""
    named = [shown(token) for token in tokens]
    return [one if len(one) <= _LONGEST else one[: _LONGEST - 1] + "…" for one in named]


def wrapped(title: str, width: int) -> str:
    """Return a title in lines of `width` characters at most."""
    return "\n".join(textwrap.wrap(shown(title), width))


def note_beside_model(attention: AttentionMap) -> str:
    """Return the note without the name of the model it may begin with: where it is shown, the name stands already."""
    return attention.note.removeprefix(f"{attention.model}: ") if attention.model else attention.note
