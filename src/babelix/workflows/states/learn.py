"""Learn: a folder of marks to models of chromatin states, their tables, segmentations and annotations."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from babelix.base.arguments import at_least, checked, checked_fields
from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.annotation.features import Annotation, feature_files, read_annotation
from babelix.chromatin.markov.checkpoint import Checkpoint
from babelix.chromatin.markov.learning import Learning
from babelix.chromatin.markov.model import Model, ModelFile, write_model
from babelix.chromatin.markov.model_tables import write_emissions, write_transitions
from babelix.chromatin.markov.order import LETTERS, mark_order, rounding_decides, state_order
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.record import Record, write_record
from babelix.chromatin.markov.selection import Candidate, write_selection
from babelix.chromatin.markov.starts import Method, learn_from_starts
from babelix.chromatin.markov.tracks import LengthCheck
from babelix.chromatin.markov.training_set import TrainingSet, read_training_set
from babelix.chromatin.marks.files import mark_files, settle_bin_size
from babelix.workflows.states.annotate import AnnotatedStates, annotate
from babelix.workflows.states.segment import Segmented, Wanted, segment_tracks

SELECTION = "selection.txt"


@checked_fields
@dataclass(frozen=True)
class Inputs:
    """The folder of marks and what else to read: bases a bin (if not recorded), chromosome sizes, an annotation.

    `unstranded` takes anchors of the annotation that have no strand, as if on the + strand; positions around anchors
    are `spacing` bases apart, by default a bin. Raises `RequestError` for a spacing below 1.
    """

    marks: Path
    bin_size: int | None = None
    sizes: Path | None = None
    annotation: Path | None = None
    unstranded: bool = False
    spacing: int | None = None

    def __post_init__(self) -> None:
        """Refuse what would fail when all is learnt."""
        if self.spacing is not None and self.spacing < 1:
            raise RequestError(f"`spacing` {self.spacing}: expected at least 1 base", setting="spacing")


@dataclass(frozen=True)
class Fit:
    """One size's best model and its marks, in display order; all starts tried; what was written.

    `trace` holds the log-likelihood (nats) of every iteration; `tables` are the paths of model, record, emissions and
    transitions; `segmented` and `annotated` tell of the cells, the latter empty without annotation. `tied` says
    that rounding decides the order of the states.
    """

    model: Model
    marks: tuple[str, ...]
    trace: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    seconds: float
    tables: tuple[Path, ...]
    segmented: Segmented
    annotated: tuple[AnnotatedStates, ...] = ()
    tied: bool = False

    @property
    def files(self) -> tuple[Path, ...]:
        """Everything that was written of this size, in the order of writing, figures aside."""
        annotated = [path for found in self.annotated for path in found.files]
        return (*self.tables, *self.segmented.files, *annotated)


@dataclass(frozen=True)
class Study:
    """What was learnt: one fit a size, and the table that compares sizes and starts, if there are several."""

    fits: tuple[Fit, ...]
    selection: Path | None = None


@checked
def learn_states(
    inputs: Inputs,
    sizes_of_model: Sequence[int],
    out: Path,
    wanted: Wanted = Wanted(),
    threads: int = 1,
    resume: bool = False,
    listener: Listener = silent,
    **how: Any,
) -> Study:
    """Learn a model of every size; write ``model_K.txt``, its tables, segmentations and annotations into `out`.

    `how` gives fields of `babelix.chromatin.markov.starts.Method`, such as ``algorithm="baum-welch"``. The answers do
    not depend on `threads`. With `resume` learning goes on where it was cut off, to the same bytes. An annotation is
    read beside the learning; one that is damaged is told of when all else is written. Raises `RequestError` for marks
    that cannot be learnt from and for more states than their patterns support.
    """
    method = Method(**how)
    at_least(1, threads=threads)
    if not sizes_of_model:
        raise RequestError("expected at least one number of states, got none")
    if inputs.annotation is not None:
        feature_files(inputs.annotation)  # a wrong folder is told of before the work
    if out.exists() and not out.is_dir():
        raise RequestError(f"{out} is a file; expected a folder to write into, there already or not")
    with ThreadPoolExecutor(1) as beside:  # learning leaves a processor free now and then
        reading = None
        if inputs.annotation is not None:
            reading = beside.submit(read_annotation, inputs.annotation, inputs.unstranded)
        fits = _learn_all(inputs, sizes_of_model, out, method, wanted, threads, resume, listener)
        known = reading.result() if reading is not None else None
    if known is not None:
        fits = [replace(fit, annotated=_annotated(fit.segmented, known, out, inputs.spacing)) for fit in fits]
    if len(fits) == 1 and method.starts == 1:
        return Study(tuple(fits))
    write_selection(out / SELECTION, [fit.candidates for fit in fits])
    return Study(tuple(fits), out / SELECTION)


def _annotated(
    segmented: Segmented, known: Annotation, out: Path, spacing: int | None
) -> tuple[AnnotatedStates, ...]:
    size = segmented.bin_size
    return tuple(
        annotate(path, known, out, bin_size=size, spacing=spacing) for path in segmented.segmentations
    )


def _learn_all(
    inputs: Inputs,
    sizes_of_model: Sequence[int],
    out: Path,
    method: Method,
    wanted: Wanted,
    threads: int,
    resume: bool,
    listener: Listener,
) -> list[Fit]:
    size = settle_bin_size(inputs.marks, inputs.bin_size)
    paths = mark_files(inputs.marks)
    data = read_training_set(paths, method.hold_out, method.seed, threads)
    lengths = LengthCheck(inputs.sizes, size)
    for track in data.tracks:
        lengths.end(track)
    identity = {
        "files": {path.name: digest(path) for path in paths},
        "recipe": method.identity(),
    }
    fits = []
    with Sweeps(threads) as sweeps:
        for states in sizes_of_model:
            keeper = partial(_keeper, out, identity, states)
            begin = time.perf_counter()
            candidates, best = learn_from_starts(data, states, method, sweeps, keeper, resume, listener)
            seconds = time.perf_counter() - begin
            model, columns = (
                best.model.reordered(state_order(best.model, method.order)),
                mark_order(best.model),
            )
            tables = _write_model(model, columns, best, data, method, size, out)
            reporter = Reporter(listener, "segmenting", sum(track.bins for track in data.tracks), "bins")
            letter = LETTERS[method.order]
            done = segment_tracks(model, data.tracks, out, lengths, wanted, sweeps, letter, reporter)
            marks = tuple(model.names[mark] for mark in columns)
            tied = rounding_decides(best.model, method.order)
            fits.append(Fit(model, marks, tuple(best.trace), candidates, seconds, tables, done, tied=tied))
    return fits


def _keeper(out: Path, identity: Mapping[str, Any], states: int, start: int) -> Checkpoint:
    path = out / f".learning_{states}_{start}.npz"
    return Checkpoint(path, {**identity, "states": states, "start": start})


def _write_model(
    model: Model,
    columns: list[int],
    best: Learning,
    data: TrainingSet,
    method: Method,
    bin_size: int,
    out: Path,
) -> tuple[Path, ...]:
    """Write the model, its record and its tables, marks in the order `columns`; return the paths."""
    letter, number = LETTERS[method.order], model.states
    names = (
        f"model_{number}.txt",
        f"model_{number}.json",
        f"emissions_{number}.txt",
        f"transitions_{number}.txt",
    )
    files = tuple(out / name for name in names)
    write_model(files[0], ModelFile(model, best.trace[-1], len(best.trace), letter))
    learnt_from = sorted(track.origin.name for track in data.tracks)
    record = Record(
        bin_size, model.names, method.algorithm, best.converged, method.seed, learnt_from, best.trace
    )
    write_record(files[1], record)
    write_emissions(files[2], model, columns, letter)
    write_transitions(files[3], model, letter)
    return files
