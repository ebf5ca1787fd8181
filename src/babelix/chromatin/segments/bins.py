"""How long the bins of a segmentation are: asked for, recorded by its model, or read off its borders."""

from dataclasses import dataclass
from pathlib import Path

from babelix.chromatin.segments.beside import recorded_bins
from babelix.chromatin.segments.segments import Segments

_CHROMHMMS = 200


@dataclass(frozen=True)
class Bins:
    """The bases a bin (`size`), and whether they are `known` (asked for or recorded) or what the borders tell."""

    size: int = _CHROMHMMS
    known: bool = True

    @property
    def spacing(self) -> int:
        """The bases between positions around anchors: a bin, as ChromHMM's; its 200 where borders follow no bins."""
        return _CHROMHMMS if self.size == 1 and not self.known else self.size

    def caveat(self) -> str:
        """Return a sentence about a size that nobody said, empty where it is known or ChromHMM's 200."""
        if self.known or self.size == _CHROMHMMS:
            return ""
        if self.size == 1:
            return "the borders of the segments follow no bins: they are read base by base"
        return f"bins of {self.size:,} bases, going by the borders of the segments: no model's record lies beside them"


def settle_bins(path: Path, segments: Segments, asked: int | None = None) -> Bins:
    """Return the bins of the segments read from `path`. Raises `RequestError` for a damaged record."""
    size = asked or recorded_bins(path, segments.states)
    return Bins(segments.bin_size(), known=False) if size is None else Bins(size)
