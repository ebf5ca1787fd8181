"""Cuts a long line into pieces at the ends of its sentences."""

import re
from collections.abc import Callable

_END_OF_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+")


def pieces(line: str, fits: Callable[[str], bool]) -> list[str] | None:
    """Return the line in as few pieces as fit, cut only where a sentence ends; None when one sentence is too long.

    Joining the pieces with one space gives the line back, but for the width of the spaces cut at.
    """
    if fits(line):
        return [line]
    cuts = [match.end() for match in _END_OF_SENTENCE.finditer(line)]
    starts = [0, *(cut for cut in cuts if cut < len(line))]
    sentences = [line[i:j].strip() for i, j in zip(starts, [*starts[1:], len(line)], strict=True)]
    packed: list[str] = []
    for sentence in sentences:
        if not fits(sentence):
            return None
        joined = f"{packed[-1]} {sentence}" if packed else sentence
        if packed and fits(joined):
            packed[-1] = joined
        else:
            packed.append(sentence)
    return packed
