"""What a translator returns."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Translation:
    """One translation: its text, log P(text | source) in nats, and the length-penalised score that ranked it.

    Of a line translated in pieces both figures are sums over the pieces, and the score compares with no other.
    """

    text: str
    log_probability: float
    score: float

    def __str__(self) -> str:
        return self.text


def join(parts: Sequence[Translation]) -> Translation:
    """Return the translation of a line that was translated in pieces: texts with a space between, figures summed."""
    if len(parts) == 1:
        return parts[0]
    return Translation(
        " ".join(part.text for part in parts if part.text),
        sum(part.log_probability for part in parts),
        sum(part.score for part in parts),
    )
