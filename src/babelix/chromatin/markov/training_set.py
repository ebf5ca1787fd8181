"""The marks that models are learnt from, read once: of every file steps and counts of pairs are kept, no bins."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.chromatin.markov.initialise import Pairs, count_pairs
from babelix.chromatin.markov.order import learning_order
from babelix.chromatin.markov.passes.steps import Steps, compile_steps
from babelix.chromatin.markov.selection import hold_out
from babelix.chromatin.markov.tracks import Track, refuse_twice
from babelix.chromatin.marks.check import SameMarks
from babelix.chromatin.marks.files import Marks, read_marks


@dataclass(frozen=True)
class TrainingSet:
    """The marks' `names`; `tracks`, one a file; what is learnt from, and what is held out to compare models on.

    All in learning order. Without held-out bins `learn_from` and `pairs` are of whole files, else of their pieces.
    """

    names: tuple[str, ...]
    tracks: list[Track]
    pairs: list[Pairs]
    learn_from: list[Steps]
    held_out: list[Steps]

    @property
    def bins(self) -> int:
        """The number of bins learnt from."""
        return _bins(self.learn_from)

    @property
    def bins_held_out(self) -> int:
        """The number of bins held out."""
        return _bins(self.held_out)


def _bins(files: Sequence[Steps]) -> int:
    return sum(int(steps.bins.sum()) for steps in files)


def read_training_set(
    paths: Sequence[Path], share: float = 0.0, seed: int = 0, threads: int = 1
) -> TrainingSet:
    """Read mark files on `threads` threads; about `share` of the bins, drawn by `seed`, are held out.

    Raises `RequestError` for files of different marks, a mark that occurs nowhere, one cell and chromosome in two files
    and a share that leaves nothing on one side.
    """

    def read(path: Path) -> tuple[Marks, Track, list[Pairs], list[Steps], list[Steps]]:
        marks = read_marks(path)
        steps = compile_steps(marks)
        track = Track(marks.cell, marks.chrom, path, marks.bins, steps)
        pieces, held = hold_out(marks, share, seed) if share > 0 else ([marks], [])
        from_pieces = [compile_steps(piece) for piece in pieces] if share > 0 else [steps]
        light = replace(marks, pattern=marks.pattern[:0], length=marks.length[:0])
        return light, track, [count_pairs(p) for p in pieces], from_pieces, [compile_steps(p) for p in held]

    same = SameMarks()
    data = TrainingSet((), [], [], [], [])
    with ThreadPoolExecutor(threads) as pool:
        for light, track, pairs, learn_from, held in pool.map(read, learning_order(paths)):
            same.add(light)
            data.tracks.append(track)
            data.pairs.extend(pairs)
            data.learn_from.extend(learn_from)
            data.held_out.extend(held)
    refuse_twice(data.tracks)
    if share > 0 and not (data.learn_from and data.held_out):
        raise RequestError(
            f"holding out {share} leaves nothing on one side of {len(paths)} file(s); choose another share"
        )
    return replace(data, names=same.finish())
