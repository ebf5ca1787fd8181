"""Averaging over what should not matter: the strand that a model reads, and where exactly its window stands.

A model reads one strand. On the other one, read backwards, it should say the same of the same bases: bins come out in
the other order, and a track of one strand stands where its pair of the other strand stood. Basenji and Enformer average
both strands and small shifts when they predict. What is averaged is the end of a calculation: predictions for tracks,
scores for variants, each taken inside its strand and shift.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.tracks.model import Geometry, SequenceModel, Track

_MOVES = re.compile(r"[+-]?[0-9]{1,9}(,[+-]?[0-9]{1,9})*")

# The largest number alone: each move within it is a prediction of its own, and a list of billions would fill memory.
_MOST = 10_000


@dataclass(frozen=True)
class View:
    """One way of looking at a place: the window moved by `shift` bases, and the other strand read where `flipped`."""

    shift: int = 0
    flipped: bool = False

    def bins(self, bin: int) -> int:
        """Return by how many whole bins the window is moved, the nearest number of them."""
        return round(self.shift / bin)


PLAIN = (View(),)


def views(both_strands: bool = False, shifts: str | None = None) -> tuple[View, ...]:
    """Return every combination of strands and shifts. `shifts` is read by `parse_shifts`; None is no shift."""
    moves = (0,) if shifts is None else parse_shifts(shifts)
    return tuple(View(move, flipped) for move in moves for flipped in (False, True)[: 1 + both_strands])


def parse_shifts(text: str) -> tuple[int, ...]:
    """Return by how many bases windows are moved.

    ``1,-1`` names the moves, ``0,1,-1`` no move among them; a number alone, ``2``, is every move from -2 to 2. Raises
    `RequestError` for another form and a move given twice.
    """
    plain = text.replace(" ", "")
    if not _MOVES.fullmatch(plain) or ("," not in plain and int(plain) < 0):
        raise RequestError(
            f"`shifts` {text!r}: expected bases to move by, such as 1,-1, or a number: 2 is every move from -2 to 2",
            setting="shifts",
        )
    if "," not in plain:
        if int(plain) > _MOST:
            raise RequestError(
                f"`shifts` {text!r}: every move from -{int(plain)} to {int(plain)} is {2 * int(plain) + 1:,} "
                f"predictions of each window; give {_MOST:,} at most, or name the moves, such as {plain},-{plain}",
                setting="shifts",
            )
        return tuple(range(-int(plain), int(plain) + 1))
    moves = tuple(int(each) for each in plain.split(","))
    twice = next((move for move in moves if moves.count(move) > 1), None)
    if twice is not None:
        raise RequestError(
            f"`shifts` {text!r}: {twice} is given twice; give every move once", setting="shifts"
        )
    return moves


def with_room(geometry: Geometry, seen: Sequence[View]) -> Geometry:
    """Return the geometry that leaves out as many more bins as windows are moved by, so that all views give the rest.

    Raises `RequestError` where nothing would be left.
    """
    room = max(abs(view.bins(geometry.bin)) for view in seen)
    if room and 2 * room >= geometry.kept:
        raise RequestError(
            f"`shifts`: a move of {max(abs(view.shift) for view in seen)} bases leaves none of the "
            f"{geometry.kept * geometry.bin} that a window predicts; move by less",
            setting="shifts",
        )
    return replace(geometry, crop=geometry.crop + room)


def turned(tracks: Sequence[Track]) -> list[int]:
    """Return, for each track, the one that stands in its place on the other strand: its pair, or itself.

    Raises `RequestError` for a track of one strand that names no pair, and for pairs that do not name each other.
    """
    for index, track in enumerate(tracks):
        pair = track.pair
        alone = pair is None and track.strand != 0
        if alone or (pair is not None and not _are_pairs(tracks, index, pair)):
            raise RequestError(
                f"`both_strands`: the model's track {track.name} is of one strand, and no track is its pair on the "
                "other; average over one strand only",
                setting="both_strands",
            )
    return [index if track.pair is None else track.pair for index, track in enumerate(tracks)]


def _are_pairs(tracks: Sequence[Track], one: int, other: int) -> bool:
    return (
        0 <= other < len(tracks) and tracks[other].pair == one and tracks[other].strand == -tracks[one].strand
    )


class OtherStrand:
    """A sequence model as it sees the other strand, in the order of bins and tracks of the first."""

    def __init__(self, model: SequenceModel) -> None:
        self._model, self._turned = model, turned(model.tracks)
        self.name, self.assembly = model.name, model.assembly
        self.geometry, self.tracks = model.geometry, model.tracks

    def forward(self, one_hot: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch bins tracks"]:
        """Return what the model predicts for the reverse complement, bins flipped and paired tracks swapped."""
        # In the order A C G T a base's complement is its mirror image.
        found: Tensor = self._model.forward(one_hot.flip(1, 2)).flip(1)
        return found[..., self._turned]


def seen_by(model: SequenceModel, seen: Sequence[View]) -> list[SequenceModel]:
    """Return the model of each view: itself, or as it sees the other strand."""
    other = OtherStrand(model) if any(view.flipped for view in seen) else model
    return [other if view.flipped else model for view in seen]


def mean_scores(scores: Sequence[Mapping[str, NDArray[np.float64]]]) -> dict[str, NDArray[np.float64]]:
    """Return the mean of each score (tracks) over the views; one that a view lacks is absent."""
    names = [name for name in scores[0] if all(name in each for each in scores)]
    return {name: np.asarray(sum(each[name] for each in scores) / len(scores), np.float64) for name in names}
