"""What a reader sees of a token: its text with the space before it, special tokens by name."""

from collections.abc import Sequence
from typing import Any

from babelix.text.byte_labels import byte_label

_SPACE = "▁"  # SentencePiece's sign for a space.


def labels(tokenizer: Any, ids: Sequence[int]) -> tuple[str, ...]:
    """Return a label for each id.

    Byte-level and SentencePiece tokenizers keep their leading spaces, WordPiece its ``##``; a token that holds part of
    a letter only shows its bytes, as ``<0xC3>``.
    """
    special = set(tokenizer.all_special_ids)
    byte_level = "ByteLevel" in repr(getattr(getattr(tokenizer, "backend_tokenizer", None), "decoder", None))
    named = zip(ids, tokenizer.convert_ids_to_tokens(list(ids)), strict=True)
    return tuple(
        byte_label(token) if byte_level and i not in special else str(token).replace(_SPACE, " ")
        for i, token in named
    )
