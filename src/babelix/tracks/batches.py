"""Windows that many ask for, predicted together: several a forward, the same one once, answers in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from babelix.genome.sequence import reverse_complement
from babelix.tracks.model import SequenceModel
from babelix.tracks.predict import predict_windows

T = TypeVar("T")
Bases = NDArray[np.uint8]
Bins = NDArray[np.float32]
# Asks that want no window wait behind one that does; more of them than this, and a batch is not waited for.
_WAITING = 1_024


@dataclass(frozen=True)
class Ask(Generic[T]):
    """Windows of bases to be predicted, and what their predictions (bins, tracks), in the same order, answer."""

    windows: tuple[Bases, ...]
    answer: Callable[[Sequence[Bins]], T]


def together(asks: Sequence[Ask[Any]]) -> Ask[list[Any]]:
    """Return one ask that wants the windows of all and answers what each of them does."""
    counts = [len(ask.windows) for ask in asks]

    def answer(found: Sequence[Bins]) -> list[Any]:
        rest = iter(found)
        return [ask.answer(list(islice(rest, count))) for ask, count in zip(asks, counts, strict=True)]

    return Ask(tuple(window for ask in asks for window in ask.windows), answer)


def narrowed(ask: Ask[T], columns: Sequence[int]) -> Ask[T]:
    """Return an ask that is answered from the tracks at `columns` of those predicted."""
    return Ask(ask.windows, lambda found: ask.answer([bins[:, list(columns)] for bins in found]))


def other_strand(ask: Ask[T], columns: Sequence[int]) -> Ask[T]:
    """Return an ask answered from the other strand, read backwards; `columns` are the tracks that stand there.

    `babelix.tracks.averaging.turned` tells them.
    """
    windows = tuple(reverse_complement(window) for window in ask.windows)
    return Ask(windows, lambda found: ask.answer([bins[::-1, list(columns)] for bins in found]))


@dataclass(eq=False)
class _Place:
    """A window that waits, then what was predicted for it (bins, tracks)."""

    bases: Bases
    bins: Bins | None = None


@dataclass
class _Queue:
    """Windows not predicted yet, by their length, and how to predict them."""

    model: SequenceModel
    tracks: Sequence[int]
    device: torch.device | None
    batch_size: int
    waiting: dict[int, list[_Place]] = field(default_factory=dict)

    def add(self, place: _Place) -> None:
        """Let a window wait until there is a batch of its length; then predict it."""
        length = len(place.bases)
        self.waiting.setdefault(length, []).append(place)
        if len(self.waiting[length]) == self.batch_size:
            self._predict(length)

    def empty(self) -> None:
        """Predict all that waits."""
        for length in list(self.waiting):
            self._predict(length)

    def _predict(self, length: int) -> None:
        batch = self.waiting.pop(length)
        found = predict_windows(self.model, [place.bases for place in batch], self.tracks, self.device)
        for place, bins in zip(batch, found, strict=True):
            place.bins = bins


def answered(
    model: SequenceModel,
    asks: Iterable[Ask[T]],
    tracks: Sequence[int],
    *,
    batch_size: int = 1,
    device: torch.device | None = None,
) -> Iterator[T]:
    """Yield what each of `asks` answers, in order, to the predictions of its windows for `tracks`.

    `batch_size` windows of one length go through the model together; a window that an ask shares with the one before
    it (a reference, between alleles of one place) is predicted once. Memory holds a batch, however many ask.
    """
    queue = _Queue(model, tracks, device, batch_size)
    unanswered: deque[tuple[Ask[T], list[_Place]]] = deque()
    before: dict[bytes, _Place] = {}
    for ask in asks:
        known, keys = dict(before), [bases.tobytes() for bases in ask.windows]
        for key, bases in zip(keys, ask.windows, strict=True):
            if key not in known:
                known[key] = _Place(bases)
                queue.add(known[key])
        unanswered.append((ask, [known[key] for key in keys]))
        if keys:
            before = {key: known[key] for key in keys}
        if len(unanswered) > _WAITING:
            queue.empty()
        yield from _ready(unanswered)
    queue.empty()
    yield from _ready(unanswered)


def _ready(unanswered: deque[tuple[Ask[T], list[_Place]]]) -> Iterator[T]:
    """Yield the answers of the first asks, up to one whose windows are not all predicted."""
    while unanswered:
        ask, places = unanswered[0]
        bins = [place.bins for place in places if place.bins is not None]
        if len(bins) < len(places):
            return
        unanswered.popleft()
        yield ask.answer(bins)
