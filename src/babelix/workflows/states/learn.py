"""Learn: a folder of marks to models of chromatin states, their tables and segmentations."""

import math
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.base.files import digest, write_json
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.markov.acceleration import learn_accelerated
from babelix.chromatin.markov.checkpoint import Checkpoint
from babelix.chromatin.markov.initialise import Pairs, count_pairs, initial_model
from babelix.chromatin.markov.learning import ALGORITHMS, Learning, Stopping, learn
from babelix.chromatin.markov.model import Model, ModelFile, read_model, write_model
from babelix.chromatin.markov.model_tables import mark_order, write_emissions, write_transitions
from babelix.chromatin.markov.order import (
    SLACK,
    emission_distance,
    learning_order,
    path_order,
    transition_distance,
)
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.passes.steps import Steps, compile_steps
from babelix.chromatin.markov.selection import Candidate, bic, hold_out, random_model, smoothed
from babelix.chromatin.marks.check import SameMarks
from babelix.chromatin.marks.files import Marks, mark_files, read_marks, settle_bin_size
from babelix.workflows.states.segment import LengthCheck, Track, Wanted, refuse_twice, segment_tracks

LETTERS = {"emission": "E", "transition": "T"}


@dataclass(frozen=True)
class Recipe:
    """How to learn. `starts` counts the information start (or `initial`) and random ones after it."""

    algorithm: str = "incremental"
    stopping: Stopping = field(default_factory=Stopping)
    starts: int = 1
    seed: int = 999
    hold_out: float = 0.0
    initial: Path | None = None
    order: str = "emission"
    accelerate: bool = False


@dataclass(frozen=True)
class Learnt:
    """One size's best model and marks, in display order, all starts tried for it, its files, each cell's segments."""

    model: Model
    marks: tuple[str, ...]
    trace: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    seconds: float
    files: tuple[Path, ...]
    segments: tuple[Path, ...]
    bin_size: int


@dataclass(frozen=True)
class _Data:
    names: tuple[str, ...]
    tracks: list[Track]
    pairs: list[Pairs]
    learn_from: list[Steps]
    held_out: list[Steps]

    @property
    def bins(self) -> int:
        return sum(int(steps.bins.sum()) for steps in self.learn_from)


def learn_states(
    marks: Path,
    sizes_of_model: Sequence[int],
    out: Path,
    recipe: Recipe = Recipe(),
    bin_size: int | None = None,
    sizes: Path | None = None,
    wanted: Wanted = Wanted(),
    threads: int = 1,
    resume: bool = False,
    listener: Listener = silent,
) -> list[Learnt]:
    """Learn a model of every size, write ``model_K.txt``, its tables and the segmentations into `out`.

    The answers do not depend on `threads`. With `resume` learning goes on where it was cut off, to the same bytes.
    Raises `RequestError` for marks that cannot be learnt from and for more states than their patterns support.
    """
    if recipe.algorithm not in ALGORITHMS:
        raise RequestError(f"unknown algorithm {recipe.algorithm!r}; choose one of {', '.join(ALGORITHMS)}")
    if recipe.accelerate and recipe.algorithm != "baum-welch":
        raise RequestError(
            "accelerated steps are of Baum-Welch; ask for --algorithm baum-welch with --accelerate"
        )
    if math.isnan(recipe.stopping.tolerance):
        raise RequestError(
            "a tolerance of nan ends nothing; give the smallest gain to go on for, below 0 to do all iterations"
        )
    if out.exists() and not out.is_dir():
        raise RequestError(f"{out} is a file; expected a folder to write into, there already or not")
    size = settle_bin_size(marks, bin_size)
    paths = mark_files(marks)
    data = _read(paths, recipe, threads)
    lengths = LengthCheck(sizes, size)
    for track in data.tracks:
        lengths.end(track)
    identity = {
        "files": {path.name: digest(path) for path in paths},
        "recipe": [str(part) for part in vars(recipe).values()],
    }
    done = []
    with Sweeps(threads) as sweeps:
        for states in sizes_of_model:
            begin = time.perf_counter()
            candidates, best = _best(data, states, recipe, sweeps, out, identity, resume, listener)
            seconds = time.perf_counter() - begin
            files, shown = _write(data, best, out, recipe, size, sweeps, lengths, wanted, seconds, listener)
            segments = tuple(path for path in files if path.name.endswith("_segments.bed"))
            done.append(
                Learnt(
                    best.model, shown, tuple(best.trace), candidates, seconds, tuple(files), segments, size
                )
            )
    return done


def _read(paths: list[Path], recipe: Recipe, threads: int) -> _Data:
    """Read the files on `threads` threads, in learning order, keeping steps and pair counts only."""

    def read(path: Path) -> tuple[Marks, Track, list[Pairs], list[Steps], list[Steps]]:
        marks = read_marks(path)
        steps = compile_steps(marks)
        track = Track(marks.cell, marks.chrom, path, marks.bins, steps)
        pieces, held = hold_out(marks, recipe.hold_out, recipe.seed) if recipe.hold_out > 0 else ([marks], [])
        from_pieces = [compile_steps(piece) for piece in pieces] if recipe.hold_out > 0 else [steps]
        light = replace(marks, pattern=marks.pattern[:0], length=marks.length[:0])
        return light, track, [count_pairs(p) for p in pieces], from_pieces, [compile_steps(p) for p in held]

    same = SameMarks()
    data = _Data((), [], [], [], [])
    with ThreadPoolExecutor(threads) as pool:
        for light, track, pairs, learn_from, held in pool.map(read, learning_order(paths)):
            same.add(light)
            data.tracks.append(track)
            data.pairs.extend(pairs)
            data.learn_from.extend(learn_from)
            data.held_out.extend(held)
    refuse_twice(data.tracks)
    if recipe.hold_out > 0 and not (data.learn_from and data.held_out):
        raise RequestError(
            f"holding out {recipe.hold_out} leaves nothing on one side of {len(paths)} file(s); choose another share"
        )
    return replace(data, names=same.finish())


def _best(
    data: _Data,
    states: int,
    recipe: Recipe,
    sweeps: Sweeps,
    out: Path,
    identity: Mapping[str, Any],
    resume: bool,
    listener: Listener,
) -> tuple[tuple[Candidate, ...], Learning]:
    """Learn from every start; return all candidates and the most likely one's end."""
    candidates: list[Candidate] = []
    best: Learning | None = None
    for start in range(recipe.starts):
        keeper = Checkpoint(
            out / f".learning_{states}_{start}.npz", {**identity, "states": states, "start": start}
        )
        state = keeper.load(data.names) if resume else None
        if state is None:
            state = Learning(_start(data, states, recipe, start))
        try:
            if recipe.accelerate:
                learn_accelerated(state, data.learn_from, sweeps, recipe.stopping, listener, keeper)
            else:
                learn(state, data.learn_from, sweeps, recipe.algorithm, recipe.stopping, listener, keeper)
        except KeyboardInterrupt:
            keeper.flush()
            raise
        keeper.discard()
        held = sum(sweeps.expect(state.model, steps).log_likelihood for steps in data.held_out)
        bins_held = sum(int(steps.bins.sum()) for steps in data.held_out)
        candidates.append(
            Candidate(
                state.model,
                start,
                len(state.trace),
                state.trace[-1],
                held / bins_held if bins_held else None,
                bic(state.model, state.trace[-1], data.bins),
            )
        )
        if best is None or state.trace[-1] > best.trace[-1]:
            best = state
    assert best is not None
    return tuple(candidates), best


def _start(data: _Data, states: int, recipe: Recipe, start: int) -> Model:
    if start > 0:
        return random_model(states, data.names, recipe.seed, start)
    if recipe.initial is None:
        return initial_model(data.pairs, states, data.names)
    loaded = read_model(recipe.initial).model
    if loaded.states != states or loaded.names != data.names:
        raise RequestError(
            f"{recipe.initial} has {loaded.states} states of {', '.join(loaded.names)}, expected {states} states of "
            f"{', '.join(data.names)}; give a model of these marks"
        )
    return smoothed(loaded)


def _write(
    data: _Data,
    best: Learning,
    out: Path,
    recipe: Recipe,
    bin_size: int,
    sweeps: Sweeps,
    lengths: LengthCheck,
    wanted: Wanted,
    seconds: float,
    listener: Listener,
) -> tuple[list[Path], tuple[str, ...]]:
    """Order the states, write model, record, tables and segmentations; return the files and the marks in order."""
    distance = (
        emission_distance(best.model.emission)
        if recipe.order == "emission"
        else transition_distance(best.model.transition)
    )
    columns = mark_order(best.model, SLACK)
    best.model = best.model.reordered(path_order(distance, SLACK))
    model, letter = best.model, LETTERS[recipe.order]
    names = [f"model_{model.states}.txt", f"model_{model.states}.json"]
    names += [f"emissions_{model.states}.txt", f"transitions_{model.states}.txt"]
    files = [out / name for name in names]
    write_model(files[0], ModelFile(model, best.trace[-1], len(best.trace), letter))
    record = {
        "bin": bin_size,
        "marks": list(model.names),
        "algorithm": recipe.algorithm,
        "converged": best.converged,
        "seed": recipe.seed,
        "files": sorted(track.origin.name for track in data.tracks),
        "log_likelihoods": best.trace,
    }
    write_json(files[1], record)
    write_emissions(files[2], model, columns, letter)
    write_transitions(files[3], model, letter)
    reporter = Reporter(listener, "segmenting", sum(track.bins for track in data.tracks), "bins")
    done = segment_tracks(model, data.tracks, out, lengths, wanted, sweeps, letter, reporter)
    return files + list(done.files), tuple(model.names[mark] for mark in columns)
