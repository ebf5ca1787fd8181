"""A model's predicted effects of variants beside measured ones, motifs and shuffled predictions beside the model."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babelix import data
from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import digest, refuse_pipe
from babelix.base.progress import Listener, Reporter, silent, tell
from babelix.genome.assembly import ucsc_assembly
from babelix.genome.formats.measured import read_measurements
from babelix.genome.formats.meme import read_motifs
from babelix.genome.motifs.motif import MotifScanner
from babelix.workflows.dna.evaluation.results import MODEL, MOTIF, Evaluation, Row
from babelix.workflows.dna.evaluation.rows import Choice, choose_release, choose_rows, in_turns
from babelix.workflows.dna.evaluation.summary import summarise
from babelix.workflows.dna.evaluation.table import RowTable, with_known
from babelix.workflows.dna.models import tell_other
from babelix.workflows.dna.places import Source, open_genome
from babelix.workflows.dna.scoring.request import of_scorer
from babelix.workflows.dna.scoring.score import Scoring, open_model_scorer
from babelix.workflows.dna.scoring.scorer import Scorer

MPRA, MOTIFS = "mpra", "jaspar-2024"
SCORES = ("sad", "sar", "l2", "max")
# Single tracks are told beside the model's largest, where they are so few.
_TRACKS = 20


@dataclass(frozen=True)
class Table:
    """What was measured: a table's path, or ``mpra``, the data set; `columns` such as ``effect=Coefficient``.

    The data set brings its genome with it and names its release, unless others are given.
    """

    path: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judging:
    """How predictions are judged: which score, significant below which P value, by which motifs, how resampled."""

    score: str = "sad"
    p_below: float = 1e-5
    motifs: Path | None = None
    resamples: int = 1000
    seed: int = 1


@dataclass(frozen=True)
class Kept:
    """The file of rows, if any, and whether to go on with what is there of it."""

    path: Path | None = None
    resume: bool = False


@checked
def evaluate_variants(
    measured: Table,
    choice: Choice,
    model: str,
    source: Source | None,
    scoring: Scoring,
    judging: Judging,
    kept: Kept,
    listener: Listener = silent,
) -> Evaluation:
    """Return how a model's predicted effects agree with measured ones.

    Every row has its fate. Raises `RequestError`, before a model is loaded, where an element's REF alleles are not the
    genome's, and for files and settings that do not fit.
    """
    _check(judging, kept)
    path, source, choice = _settled(measured, source, choice)
    for name, one in (("measured", path), ("motifs", judging.motifs)) if kept.path is not None else ():
        refuse_pipe(one, name)  # a table that is kept goes by their checksums
    rows = read_measurements(path, _named(measured.columns))
    genome, names = open_genome(source)
    release = choose_release(rows, choice.release, genome)
    chosen = choose_rows(rows, choice, release, genome, names)
    motifs = judging.motifs or _data_set(MOTIFS)["motifs"]
    scanner = MotifScanner(read_motifs(motifs))
    scorer = open_model_scorer(model, genome, names, scoring, listener)
    if genome.assembly is None and release is not None:  # slices have no lengths to tell
        tell_other(scorer.model, ucsc_assembly(release), listener)
    files = {"table": path, "motifs": motifs}
    request = _request(source, scorer, judging.score, files) if kept.path is not None else {}
    with _table(kept, request, _predictors(scorer), listener) as table:
        found = _scored(chosen, scorer, scanner, judging.score, table, listener)
        if table is not None:
            table.finish(found)
    cells, overall = summarise(found, judging.p_below, judging.resamples, judging.seed)
    return Evaluation(scorer.about, path, release, judging.score, tuple(found), cells, overall)


def _check(judging: Judging, kept: Kept) -> None:
    if judging.score not in SCORES:
        raise RequestError(f"`score` {judging.score!r}: expected one of {', '.join(SCORES)}", setting="score")
    if not 0 < judging.p_below <= 1:
        raise RequestError(
            f"`p_below` {judging.p_below:g}: expected above 0 and at most 1", setting="p_below"
        )
    if judging.resamples < 1:
        raise RequestError(f"`resamples` {judging.resamples}: expected at least 1", setting="resamples")
    if kept.resume and kept.path is None:
        raise RequestError(
            "`resume` goes on with the rows in a file; name it by `table`", setting=("resume", "table")
        )


def _named(columns: Sequence[str]) -> dict[str, str]:
    for one in columns:
        if "=" not in one:
            raise RequestError(
                f"`column` {one!r}: expected KIND=NAME, such as effect=Coefficient", setting="column"
            )
    return {one.partition("=")[0]: one.partition("=")[2] for one in columns}


def _settled(measured: Table, source: Source | None, choice: Choice) -> tuple[Path, Source, Choice]:
    """Return table, genome and rows with what the data set of that name brings with it."""
    if measured.path != MPRA or Path(MPRA).exists():
        if source is None:
            raise RequestError("`genome` is not given; give the FASTA of the rows", setting="genome")
        return Path(measured.path), source, choice
    files = _data_set(MPRA)
    if source is None:
        source = Source(str(files["reference"]), None, "ucsc")
        choice = choice if choice.release else _with_release(choice, "GRCh38")
    return files["effects"], source, choice


def _with_release(choice: Choice, release: str) -> Choice:
    return Choice(release, choice.elements, choice.rows, choice.min_barcodes, choice.skip_mismatches)


def _data_set(name: str) -> Mapping[str, Path]:
    found = data.find(name)
    if found is None:
        raise RequestError(data.missing(name))
    return found


def _predictors(scorer: Scorer) -> tuple[str, ...]:
    tracks = scorer.about.tracks
    return (MODEL, MOTIF, *(tracks if 1 < len(tracks) <= _TRACKS else ()))


def _request(source: Source, scorer: Scorer, score: str, files: Mapping[str, Path]) -> dict[str, Any]:
    """Return all that a row's values depend on."""
    read = {f"{name}_sha256": digest(path) for name, path in files.items()}
    return {**of_scorer(source, scorer), "score": score, **read}


@contextmanager
def _table(
    kept: Kept, request: Mapping[str, Any], predictors: Sequence[str], listener: Listener
) -> Iterator[RowTable | None]:
    """Yield the file of rows, None without one; what is interrupted stays there for another time."""
    if kept.path is None:
        yield None
        return
    table = RowTable(kept.path, request, predictors, resume=kept.resume)
    if table.replaces:
        tell(
            listener,
            "scoring",
            f"{kept.path} holds rows of this request, which resuming would keep; it is replaced",
        )
    try:
        yield table
    except BaseException:
        table.leave()
        raise


def _scored(
    rows: Sequence[Row],
    scorer: Scorer,
    scanner: MotifScanner,
    score: str,
    table: RowTable | None,
    listener: Listener,
) -> list[Row]:
    """Return the rows with their values, those that the table does not know scored now."""
    known = table.known if table is not None else {}
    found = [with_known(row, known.get(row.measured.row)) for row in rows]
    waiting = [index for index in in_turns(found) if not found[index].values]
    total = sum(row.fate == "scored" for row in found)
    if len(waiting) < total:
        tell(listener, "scoring", f"{total - len(waiting):,} of {total:,} rows are scored already")
    reporter = Reporter(listener, "scoring", total, "rows", done=total - len(waiting))
    predictors = _predictors(scorer)
    alleles = (found[index].measured.allele for index in waiting)
    for index, one in zip(waiting, scorer.score(alleles), strict=True):
        row = found[index]
        assert row.variant is not None
        if one.fate != "scored":
            found[index] = Row(row.measured, one.fate)
        else:
            by_track = _by_track(one.scores, score)
            motif, name = scanner.change_at(scorer.genome.read, row.variant)
            values = {MODEL: max(by_track.values(), key=abs), MOTIF: motif, **by_track}
            kept = {each: float(f"{values[each]:.9g}") for each in predictors}
            found[index] = Row(row.measured, "scored", row.variant, kept, name)
            if table is not None:
                table.add(found[index])
        reporter.advance()
    return found


def _by_track(scores: Mapping[str, Mapping[str, float]], score: str) -> dict[str, float]:
    found = {track: values[score] for track, values in scores.items() if score in values}
    if not found:
        raise RequestError(
            f"`score` {score}: a track of the model falls below 0, where that score is not defined; "
            "take another score",
            setting="score",
        )
    return found
