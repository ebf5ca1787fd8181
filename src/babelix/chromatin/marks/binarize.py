"""Reads or signals to binary marks, by the rule of ChromHMM's BinarizeBed, BinarizeBam and BinarizeSignal.

Two passes. The first streams every file once and keeps, on disk, the bin of each read by chromosome; the second takes
one chromosome at a time, so that memory holds one chromosome whatever the order of the reads.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.marks.cellmark import Experiment, marks_of
from babelix.chromatin.marks.counting import Counting, placed
from babelix.chromatin.marks.evidence import Evidence, MeanSignal, ReadCounts
from babelix.chromatin.marks.files import MISSING
from babelix.chromatin.marks.spool import Spool
from babelix.chromatin.marks.threshold import Rule
from babelix.genome.formats.reads import read_blocks
from babelix.genome.formats.signal import is_signal, open_signal

STACKED = "genome"


@dataclass(frozen=True)
class BinaryMarks:
    """One chromosome of one cell: `values` (uint8, bins x marks) of 0, 1 or 2 (missing); `counts` -1 where missing."""

    cell: str
    chrom: str
    marks: tuple[str, ...]
    values: NDArray[np.uint8]
    counts: NDArray[np.float64]

    def shares(self) -> dict[str, float]:
        """Return, for every mark, the share of the bins in which it is present."""
        return {
            mark: float(share)
            for mark, share in zip(self.marks, (self.values == 1).mean(axis=0), strict=True)
        }


@dataclass
class Tallies:
    """What became of the reads: for every file, reads "counted" and dropped by reason.

    `uncontrolled` names, for every cell, the chromosomes left out because they have reads and no control; `carried`
    those that are kept all the same, because an earlier cell has a control there.
    """

    by_file: dict[str, dict[str, int]] = field(default_factory=dict)
    uncontrolled: dict[str, list[str]] = field(default_factory=dict)
    carried: dict[str, list[str]] = field(default_factory=dict)

    def total(self) -> dict[str, int]:
        """Return the sums over all files, reasons without reads left out."""
        sums = {"counted": 0}
        for tally in self.by_file.values():
            for reason, count in tally.items():
                sums[reason] = sums.get(reason, 0) + count
        return {reason: count for reason, count in sums.items() if count or reason == "counted"}


def stacked(experiments: list[Experiment]) -> list[Experiment]:
    """Return the experiments of all cells as marks, called cell_mark, of the one cell "genome"."""
    return [Experiment(STACKED, f"{e.cell}_{e.mark}", e.files, e.controls) for e in experiments]


def binary_marks(
    experiments: list[Experiment],
    sizes: dict[str, int],
    sizes_path: str | Path,
    counting: Counting,
    rule: Rule,
    tallies: Tallies,
    listener: Listener = silent,
    missing_signal: bool = False,
) -> Iterator[BinaryMarks]:
    """Yield the binary marks of every cell and chromosome that has reads; marks in alphabetical order.

    Of a cell with controls only chromosomes that a control has reads on are given, and only they count in the ratio of
    reads to control, as in ChromHMM; `tallies` names the others. A mark that a cell lacks is `MISSING` throughout. With
    `counting.peaks` every bin touched is present. A bin without signal is absent, or missing when `missing_signal`.
    `tallies` is filled before the first result. Raises `RequestError` for malformed reads, and for a mark or a control
    without any.
    """
    bins = [length // counting.bin_size for length in sizes.values()]
    marks = marks_of(experiments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="babelix-binarize-")))
        spools = _spooled(experiments, sizes, Path(sizes_path), counting, tallies, listener, folder)
        evidence = {(e.cell, e.mark): _evidence(e, spools, sizes, counting, rule, stack) for e in experiments}
        cells = list(dict.fromkeys(experiment.cell for experiment in experiments))
        controlled = _controlled(cells, evidence, bins)
        for cell in cells:
            mine = {mark: found for (owner, mark), found in evidence.items() if owner == cell}
            with_reads = [
                code for code, size in enumerate(bins) if size and any(e.present(code) for e in mine.values())
            ]
            _refuse_empty(cell, mine, with_reads, experiments)
            _refuse_empty_control(cell, mine, range(len(bins)), experiments)
            codes = [code for code in with_reads if code in controlled.get(cell, with_reads)]
            _note_control(cell, mine, with_reads, codes, list(sizes), tallies)
            for found in mine.values():
                if any(other.has_control for other in mine.values()):
                    found.beside_controls()
                found.expect(codes)
            for code in codes:
                values, counts = _columns(mine, marks, code, bins[code], missing_signal)
                yield BinaryMarks(cell, list(sizes)[code], marks, values, counts)


def _columns(
    mine: dict[str, Evidence], marks: Sequence[str], code: int, bins: int, missing_signal: bool
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return the values and the counts (bins x marks) of one chromosome of one cell."""
    values = np.full((bins, len(marks)), MISSING, np.uint8)
    counts = np.full((bins, len(marks)), -1.0)
    for column, mark in enumerate(marks):
        if mark in mine:
            found = mine[mark].values(code)
            known = np.isfinite(found)
            counts[:, column] = np.where(known, found, -1)
            values[:, column] = np.nan_to_num(found) >= mine[mark].least(code)
            if missing_signal:
                values[~known, column] = MISSING
    return values, counts


def _spooled(
    experiments: Sequence[Experiment],
    sizes: dict[str, int],
    sizes_path: Path,
    counting: Counting,
    tallies: Tallies,
    listener: Listener,
    folder: Path,
) -> dict[Path, Spool]:
    """Stream every file of reads once and return its counts."""
    files = list(dict.fromkeys(f for e in experiments for f in (*e.files, *e.controls)))
    report = Reporter(listener, "binarize", len(files), "files")
    bins = [size // counting.bin_size for size in sizes.values()]
    spools: dict[Path, Spool] = {}
    for number, path in enumerate(files):
        if not is_signal(path):
            spool = spools[path] = Spool(folder / str(number), bins)
            strands = counting.needs_strand()
            for block in read_blocks(path, counting.columns, strands, sizes, sizes_path):
                spool.add(*placed(block, counting, sizes, path, sizes_path, spool.tally))
                report.advance(0, reads=float(spool.tally["counted"]))
            tallies.by_file[str(path)] = dict(spool.tally)
        report.advance(1)
    return spools


def _evidence(
    e: Experiment,
    spools: dict[Path, Spool],
    sizes: dict[str, int],
    counting: Counting,
    rule: Rule,
    stack: ExitStack,
) -> Evidence:
    """Return what speaks for one mark of one cell; signals stay open as long as `stack`."""
    once = list(dict.fromkeys(e.files))  # a file named twice for one mark counts once, as in ChromHMM
    signals = [path for path in (*once, *e.controls) if is_signal(path)]
    if not signals:
        bins = [size // counting.bin_size for size in sizes.values()]
        control = [spools[path] for path in e.controls]
        return ReadCounts([spools[f] for f in once], control, bins, rule, counting.peaks)
    if len(signals) == len(once) and not e.controls:
        tracks = [stack.enter_context(open_signal(path, sizes, counting.bin_size)) for path in once]
        return MeanSignal(tracks, list(sizes), rule)
    raise RequestError(
        f"{signals[0]}: a signal of mark {e.mark} of cell {e.cell} comes with reads or with a control; "
        "give signals alone, already divided by their control"
    )


def _controlled(
    cells: Sequence[str], evidence: dict[tuple[str, str], Evidence], bins: Sequence[int]
) -> dict[str, set[int]]:
    """Return, for every cell with a control, the chromosomes on which some control of it has reads.

    ChromHMM takes the cells by name and forgets none of their chromosomes: one that had a control in an earlier cell
    counts as controlled in the later ones, where only the pseudo-count speaks against the reads.
    """
    found: dict[str, set[int]] = {}
    seen: set[int] = set()
    for cell in sorted(cells):
        controls = [e for (owner, _), e in evidence.items() if owner == cell and e.has_control]
        if controls:
            seen = seen | {code for code in range(len(bins)) if any(e.controlled(code) for e in controls)}
            found[cell] = seen
    return found


def _note_control(
    cell: str,
    mine: dict[str, Evidence],
    with_reads: Sequence[int],
    codes: Sequence[int],
    chroms: Sequence[str],
    tallies: Tallies,
) -> None:
    """Note the chromosomes of a cell with controls that have reads and no control: left out, or carried."""
    controls = [e for e in mine.values() if e.has_control]
    if left_out := [chroms[code] for code in with_reads if code not in codes]:
        tallies.uncontrolled[cell] = left_out
    bare = [chroms[code] for code in codes if controls and not any(e.controlled(code) for e in controls)]
    if bare:
        tallies.carried[cell] = bare


def _refuse_empty_control(
    cell: str, mine: dict[str, Evidence], codes: Sequence[int], experiments: list[Experiment]
) -> None:
    for mark, found in mine.items():
        if found.has_control and not any(found.controlled(code) for code in codes):
            path = next(e.controls[0] for e in experiments if (e.cell, e.mark) == (cell, mark))
            raise RequestError(
                f"{path}: the control of mark {mark} of cell {cell} has no read that counts on any chromosome of the "
                "sizes file; give another control, or leave it out of the table"
            )


def _refuse_empty(
    cell: str, mine: dict[str, Evidence], codes: Sequence[int], experiments: list[Experiment]
) -> None:
    for mark, found in mine.items():
        if not any(found.present(code) for code in codes):
            path = next(e.files[0] for e in experiments if (e.cell, e.mark) == (cell, mark))
            raise RequestError(
                f"{path}: nothing of mark {mark} of cell {cell} counts on any chromosome of the sizes file; "
                "leave the mark out of the table or look at the reasons for dropping"
            )


def write_counts(folder: str | Path, marks: BinaryMarks) -> Path:
    """Write ChromHMM's ``CELL_CHROM_signal.txt``, the counts (or signals) behind the marks, and return its path."""
    path = Path(folder) / f"{marks.cell}_{marks.chrom}_signal.txt"
    rows = ["\t".join(f"{value:g}" for value in row) for row in marks.counts.tolist()]
    write_text(path, "\n".join([f"{marks.cell}\t{marks.chrom}", "\t".join(marks.marks), *rows]) + "\n")
    return path
