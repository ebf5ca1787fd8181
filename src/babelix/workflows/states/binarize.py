"""Binarize: a table of files of reads or signals to ChromHMM's binary marks, in a folder."""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.base.files import write_json
from babelix.base.progress import Listener, silent
from babelix.chromatin.marks.binarize import Tallies, binary_marks, stacked, write_counts
from babelix.chromatin.marks.cellmark import read_cellmark
from babelix.chromatin.marks.counting import Counting
from babelix.chromatin.marks.files import record_bin_size, recorded_bin_size, write_marks
from babelix.chromatin.marks.threshold import Rule
from babelix.genome.bed import Columns, read_bed
from babelix.genome.overlap import unions
from babelix.genome.sizes import read_sizes

RECORD = "binarize.json"


@dataclass(frozen=True)
class Places:
    """Where things are: the cell-mark table, the folder of reads (and of controls), the sizes, the blacklist."""

    cellmark: Path
    reads: Path
    sizes: Path
    out: Path
    controls: Path | None = None
    blacklist: Path | None = None
    counts: Path | None = None


@dataclass(frozen=True)
class Binarized:
    """What was written: files, bin size in bases, marks, share of present bins by file and mark, reads by reason.

    `uncontrolled` names the chromosomes of each cell that were left out: reads, but no control; `carried` those that
    ChromHMM keeps all the same, because an earlier cell has a control there.
    """

    files: tuple[Path, ...]
    bin_size: int
    marks: tuple[str, ...]
    present: dict[str, dict[str, float]]
    reads: dict[str, int]
    by_file: dict[str, dict[str, int]]
    uncontrolled: dict[str, list[str]]
    carried: dict[str, list[str]]


def binarize(
    places: Places,
    *,
    columns: str = "0,1,2",
    stack: bool = False,
    packed: bool = False,
    missing_signal: bool = False,
    listener: Listener = silent,
    **how: Any,
) -> Binarized:
    """Binarize everything in the table and write one file for every cell and chromosome into ``places.out``.

    `how` gives fields of `babelix.chromatin.marks.counting.Counting` and of `babelix.chromatin.marks.threshold.Rule`,
    such as ``bin_size=200`` and ``p_value=1e-4``; `columns` those of a BED file as `babelix.genome.bed.Columns.of`
    reads them; `stack` makes all cells marks of one; `packed` gzips.
    ``bins.json`` beside them records the bin size, so that no later command needs to be told, and ``binarize.json``
    what became of the reads. Raises `RequestError` for malformed input.
    """
    of_rule = {each.name: how.pop(each.name) for each in fields(Rule) if each.name in how}
    counting = Counting(columns=Columns.of(columns), **how)
    rule = Rule(**of_rule)
    sizes = read_sizes(places.sizes)
    if max(sizes.values()) < counting.bin_size:
        raise RequestError(
            f"{places.sizes}: no chromosome is as long as one bin of {counting.bin_size} bases; choose smaller bins"
        )
    _refuse_mixed(places.out, counting.bin_size)
    experiments = read_cellmark(places.cellmark, places.reads, places.controls)
    if places.blacklist is not None:
        counting = replace(counting, blacklist=unions(read_bed(places.blacklist)))
    tallies = Tallies()
    files: list[Path] = []
    present: dict[str, dict[str, float]] = {}
    marks: tuple[str, ...] = ()
    for found in binary_marks(
        stacked(experiments) if stack else experiments,
        sizes,
        places.sizes,
        counting,
        rule,
        tallies,
        listener,
        missing_signal,
    ):
        files.append(places.out / f"{found.cell}_{found.chrom}_binary.txt{'.gz' if packed else ''}")
        write_marks(files[-1], found.cell, found.chrom, found.marks, found.values)
        if places.counts is not None:
            write_counts(places.counts, found)
        marks = found.marks
        present[files[-1].name] = found.shares()
    record_bin_size(places.out, counting.bin_size)
    result = _told(tuple(files), counting.bin_size, marks, present, tallies)
    _write_record(places.out / RECORD, result)
    return result


def _told(
    files: tuple[Path, ...],
    bin_size: int,
    marks: tuple[str, ...],
    present: dict[str, dict[str, float]],
    tallies: Tallies,
) -> Binarized:
    reads = tallies.total(), tallies.by_file
    return Binarized(files, bin_size, marks, present, *reads, tallies.uncontrolled, tallies.carried)


def _write_record(path: Path, done: Binarized) -> None:
    record = {
        "bin_size": done.bin_size,
        "marks": list(done.marks),
        "files": [path.name for path in done.files],
        "present": done.present,
        "reads": done.reads,
        "reads_by_file": {Path(name).name: tally for name, tally in done.by_file.items()},
        "left_out_without_control": done.uncontrolled,
        "kept_without_control": done.carried,
    }
    write_json(path, record)


def _refuse_mixed(out: Path, bin_size: int) -> None:
    known = recorded_bin_size(out)
    if known not in (None, bin_size) and any("_binary" in path.name for path in out.iterdir()):
        raise RequestError(
            f"{out} holds marks in bins of {known} bases, and bins of {bin_size} were asked for; give another `out`",
            setting="out",
        )
