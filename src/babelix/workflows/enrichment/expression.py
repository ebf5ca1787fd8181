"""Expression: marks around the starts of genes against how much of them is transcribed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import refuse_pipe
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.marks.errors import differing_marks
from babelix.chromatin.marks.files import mark_files, read_header, read_marks, settle_bin_size
from babelix.enrichment.coverage.blocks import Draws
from babelix.enrichment.expression.folds import Validated, cross_validate, folds_of, genome_blocks
from babelix.enrichment.expression.results import Expression as Expression
from babelix.enrichment.expression.results import Score as Score
from babelix.enrichment.expression.results import Weight
from babelix.enrichment.expression.scores import scores
from babelix.enrichment.expression.table import Columns, Genes, read_expression
from babelix.enrichment.expression.windows import (
    MISSING,
    Around,
    Window,
    features,
    is_control,
    mark_weights,
)
from babelix.genome.contig_names import joined


@dataclass(frozen=True)
class Binary:
    """Marks: a ChromHMM binary file or a folder of them, the `cell` where it has several, bases a bin."""

    path: Path
    cell: str | None = None
    bin_size: int | None = None


@dataclass(frozen=True)
class Table:
    """Genes: a table, the `column` of what was measured, and that of starts of transcription where it has no such name.

    A gene is on from `on`; logarithms are of the value plus `added`.
    """

    path: Path
    column: str
    tss: str | None = None
    on: float = 1.0
    added: float = 0.1

    def __post_init__(self) -> None:
        """Check what is promised."""
        for setting, value in (("on", self.on), ("added", self.added)):
            if not 0 < value < np.inf:
                raise RequestError(f"`{setting}` {value}: expected a number above 0", setting=setting)


@dataclass(frozen=True)
class Look:
    """Where marks are read: `window` bases on either side of the start, as `bins` or as `means`, and along the gene."""

    window: int = 2000
    around: Around = "bins"
    body: bool = False

    def __post_init__(self) -> None:
        """Check what is promised."""
        if self.window < 0:
            raise RequestError(f"`window` {self.window}: expected at least 0 bases", setting="window")
        if self.around not in ("bins", "means"):
            raise RequestError(f"`around` {self.around!r}: expected bins or means", setting="around")


@dataclass(frozen=True)
class Fitting:
    """How it is fitted: `folds` of blocks of `block` bases, the `penalty` (None: chosen), `resamples` from `seed`."""

    folds: int = 10
    block: int = 1_000_000
    penalty: float | None = None
    resamples: int = 1000
    seed: int = 1


@dataclass(frozen=True)
class _Files:
    """The files of one cell by the chromosomes that genes lie on, and which marks are used."""

    cell: str
    by_chrom: Mapping[str, Path]
    chroms: Sequence[str]
    names: tuple[str, ...]


@dataclass
class _Read:
    """What genes show, and of what chromosome, start and value they are, by the marks that were used."""

    marks: tuple[str, ...]
    controls: tuple[str, ...]
    X: NDArray[np.float64]
    chrom: list[str]
    tss: NDArray[np.int64]
    value: NDArray[np.float64]
    left_out: dict[str, int]
    joined: dict[str, str]


@checked
def measure_expression(
    marks: Binary,
    genes: Table,
    look: Look | None = None,
    fitting: Fitting | None = None,
    listener: Listener = silent,
) -> Expression:
    """Predict the logarithm of genes' expression from marks around their starts, each from a fit that never saw it.

    Folds are whole blocks of the genome. Raises `RequestError` for malformed and for strange input.
    """
    look, fitting = look or Look(), fitting or Fitting()
    draws = Draws(fitting.block, fitting.resamples, fitting.seed)
    files = _files(marks)
    bases = settle_bin_size(marks.path if marks.path.is_dir() else marks.path.parent, marks.bin_size)
    window = Window(look.window // bases, look.around, look.body)
    table = read_expression(genes.path, Columns(genes.column, genes.tss, look.body))
    read = _read(files, table, genes, window, bases, listener)
    blocks = genome_blocks(read.chrom, read.tss, fitting.block)
    fold = folds_of(blocks, fitting.folds)
    y, on = np.log2(read.value + genes.added), read.value >= genes.on
    reporter = Reporter(listener, "fitting", fitting.folds, "folds")
    found = cross_validate(read.X, y, fold, fitting.penalty, reporter.advance)
    reporter = Reporter(listener, "drawing blocks", fitting.resamples, "draws")
    agreed = scores(found.predicted, y, on, blocks, draws, reporter.advance)
    return Expression(
        cell=files.cell,
        column=genes.column,
        chromosomes=dict(Counter(read.chrom)),
        blocks=int(blocks.max()) + 1,
        scores=agreed,
        weights=tuple(_weights(found, read, window)),
        penalties=tuple(each.penalty for each in found.fits),
        predicted=found.predicted,
        measured=y,
        settings={
            "bin_size": bases,
            "window": window.reach * bases,
            "around": look.around,
            "body": look.body,
            "on": genes.on,
            "added": genes.added,
            "folds": fitting.folds,
            "block": fitting.block,
            "resamples": fitting.resamples,
            "seed": fitting.seed,
        },
        controls=read.controls,
        left_out=read.left_out,
        joined=read.joined,
        columns=table.columns,
    )


def _files(marks: Binary) -> _Files:
    """Return the mark files of the cell that was asked for, or of the only one."""
    refuse_pipe(marks.path, "marks")
    paths = [marks.path] if marks.path.is_file() else mark_files(marks.path)
    heads = {path: read_header(path) for path in paths}
    cells = tuple(dict.fromkeys(cell for cell, _, _ in heads.values()))
    wanted = marks.cell or cells[0]
    if wanted not in cells or (marks.cell is None and len(cells) > 1):
        what = f"`cell` {wanted!r}: no such cell" if marks.cell else "`cell`: expected the name of one"
        near = did_you_mean(wanted, cells) if marks.cell else ""
        raise RequestError(f"{what} in {marks.path}{near}; it has {', '.join(cells)}", setting="cell")
    by_chrom: dict[str, Path] = {}
    first: tuple[tuple[str, ...], str] | None = None
    for path, (cell, chrom, names) in heads.items():
        if cell != wanted:
            continue
        first = first or (names, str(path))
        if names != first[0]:
            raise differing_marks(*first, names, str(path))
        if chrom in by_chrom:
            raise RequestError(f"{by_chrom[chrom]} and {path} are both of {cell}, {chrom}; keep one of them")
        by_chrom[chrom] = path
    assert first is not None
    return _Files(wanted, by_chrom, tuple(by_chrom), first[0])


def _read(files: _Files, table: Genes, genes: Table, window: Window, bases: int, listener: Listener) -> _Read:
    """Return what the genes on the chromosomes of the marks show; the rest is counted."""
    names = {name: joined(name, files.chroms) for name in dict.fromkeys(table.chrom)}
    own = np.array([names[name] or "" for name in table.chrom])
    met = [chrom for chrom in files.chroms if (own == chrom).any()]
    if not met:
        raise RequestError(
            f"no gene of {genes.path} lies on a chromosome of the marks: it has {_some(list(names))}, the marks have "
            f"{_some(files.chroms)}; give files of one assembly",
            setting=("genes", "marks"),
        )
    reporter = Reporter(listener, "reading marks", len(met), "files")
    runs = {}
    for chrom in met:
        runs[chrom] = read_marks(files.by_chrom[chrom])
        reporter.advance()
    never = np.all([(each.patterns == MISSING).all(axis=0) for each in runs.values()], axis=0)
    controls = tuple(name for name in files.names if is_control(name))
    used = [k for k, name in enumerate(files.names) if name not in controls and not never[k]]
    if not used:
        raise RequestError(
            f"{files.by_chrom[met[0]]}, line 2: no mark is left of {', '.join(files.names)} without input controls and "
            "those missing everywhere; give marks"
        )
    window.check(len(used))
    left_out = Counter({"on chromosomes without marks": int((own == "").sum())})
    parts, kept = [], []
    for chrom in met:
        here = np.flatnonzero(own == chrom)
        last = table.tss[here] + np.where(table.forward[here], 1, -1) * np.maximum(table.length[here] - 1, 0)
        rows = runs.pop(chrom).rows()[:, used]
        X, whole, lost = features(rows, table.tss[here] // bases, last // bases, table.forward[here], window)
        left_out.update(lost)
        parts.append(X)
        kept.append(here[whole])
    rows_kept = np.concatenate(kept)
    if not len(rows_kept):
        raise RequestError(
            f"no gene of {genes.path} has its whole window in the marks ("
            + "; ".join(f"{count:,} {why}" for why, count in left_out.items() if count)
            + "); give a shorter window, or files of one assembly",
            setting=("window", "genes"),
        )
    return _Read(
        marks=tuple(files.names[k] for k in used),
        controls=controls,
        X=np.concatenate(parts),
        chrom=own[rows_kept].tolist(),
        tss=table.tss[rows_kept],
        value=table.value[rows_kept],
        left_out={why: count for why, count in left_out.items() if count},
        joined={name: new for name, new in names.items() if new is not None and new != name},
    )


def _weights(found: Validated, read: _Read, window: Window) -> list[Weight]:
    """Return each mark's weight in the fit of all genes, and how far it ranges over the folds'."""
    whole = mark_weights(found.whole.weights, read.marks, window)
    folds = np.stack([mark_weights(each.weights, read.marks, window) for each in found.fits])
    low, high = folds.min(0), folds.max(0)
    columns = read.X.mean(0).reshape(len(window.parts), -1)
    present = (columns[:-1] if window.body else columns).mean(0)
    weights = []
    for k, mark in enumerate(read.marks):
        around, *body = whole[k].tolist()
        ends = [(float(low[k, part]), float(high[k, part])) for part in range(whole.shape[1])]
        weights.append(
            Weight(
                mark,
                float(present[k]),
                around,
                ends[0],
                body[0] if body else None,
                ends[1] if body else None,
            )
        )
    return weights


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
