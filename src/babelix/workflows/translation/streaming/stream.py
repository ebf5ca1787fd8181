"""Translates lines as they come, some hundred at a time, so that a million take no more memory than a thousand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from babelix.base.arguments import checked
from babelix.base.progress import Listener, Progress, Reporter, silent
from babelix.base.workers import Workers
from babelix.workflows.translation.reader import TooLongError
from babelix.workflows.translation.translation import Translation

# Within a window, sentences of like length share a batch: with 4 batches little is padding.
_LEAST, _BATCHES = 256, 4
Find = Callable[[Sequence[str], Listener], list[list[Translation]]]
"""(lines, listener) -> the translations of each line."""


@dataclass(frozen=True)
class Answer:
    """The translations of a line, whose `number` counts from 1."""

    number: int
    source: str
    translations: list[Translation]


@checked
def window_of(batch_size: int) -> int:
    """Return how many lines are best translated together in batches of `batch_size`."""
    return max(_LEAST, _BATCHES * batch_size)


@checked
def stream(
    lines: Iterable[str],
    find: Find | Workers,
    *,
    window: int,
    before: int = 0,
    total: int | None = None,
    listener: Listener = silent,
) -> Iterator[list[Answer]]:
    """Yield the answers of `window` lines at a time, in order; no more of `lines` is read than that.

    Processes find the translations of windows side by side, and some windows are read ahead for them. `before` lines
    were answered in an earlier run, which count in the numbers of lines alone; `total` is how many there are with them,
    if that is known. Raises what `find` does, naming the line by its number among all.
    """
    progress = Reporter(listener, "translating", total, "lines", done=before)
    source = iter(lines)
    windows = iter(lambda: list(islice(source, window)), [])
    each = (
        _shared(windows, find, progress)
        if isinstance(find, Workers)
        else _here(windows, find, progress, listener)
    )
    while True:
        try:
            some, found = next(each, ([], []))
        except TooLongError as error:
            raise error.after(before) from None
        if not some:
            break
        yield [
            Answer(number, line, translations)
            for number, (line, translations) in enumerate(zip(some, found, strict=True), start=before + 1)
        ]
        before += len(some)
    if total is None:
        listener(Progress("translating", before, before, "lines"))


_Found = Iterator[tuple[list[str], list[list[Translation]]]]


def _here(windows: Iterable[list[str]], find: Find, progress: Reporter, listener: Listener) -> _Found:
    for some in windows:
        share = _Share(progress, len(some), listener)
        found = find(some, share)
        share.complete()
        yield some, found


def _shared(windows: Iterable[list[str]], workers: Workers, progress: Reporter) -> _Found:
    for some, found in workers.in_order(windows):
        progress.advance(len(some))
        yield some, found


class _Share:
    """Listens to the translation of a window, passes on what is said and reports what share of its lines is done."""

    def __init__(self, progress: Reporter, lines: int, listener: Listener) -> None:
        self._progress, self._lines, self._told = progress, lines, 0.0
        self._listener = listener

    def __call__(self, progress: Progress) -> None:
        if progress.remark:
            self._listener(progress)
        elif progress.total:
            self._tell(self._lines * progress.done / progress.total)

    def complete(self) -> None:
        self._tell(self._lines)

    def _tell(self, lines: float) -> None:
        self._progress.advance(lines - self._told)
        self._told = lines
