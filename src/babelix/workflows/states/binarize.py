"""Binarize: a table of files of reads or signals to ChromHMM's binary marks, in a folder."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from babelix.base.arguments import checked, checked_fields
from babelix.base.errors import RequestError
from babelix.base.files import write_json
from babelix.base.progress import Listener, silent
from babelix.base.staging import publish, staged
from babelix.chromatin.marks.binarize import Tallies, binary_marks, stacked, write_counts
from babelix.chromatin.marks.cellmark import marks_of, read_cellmark
from babelix.chromatin.marks.counting import Counting
from babelix.chromatin.marks.files import record_bin_size, write_marks
from babelix.chromatin.marks.folder import MANIFEST, Folder, Reuse
from babelix.chromatin.marks.threshold import Rule
from babelix.genome.formats.bed import Columns, read_bed
from babelix.genome.overlap import unions
from babelix.genome.sizes import read_sizes


@checked_fields
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
    ChromHMM keeps all the same, because an earlier cell has a control there. `kept` are the marks files of other cells
    that lie beside these, `gone` those of an earlier run that were removed.
    """

    files: tuple[Path, ...]
    bin_size: int
    marks: tuple[str, ...]
    present: dict[str, dict[str, float]]
    reads: dict[str, int]
    by_file: dict[str, dict[str, int]]
    uncontrolled: dict[str, list[str]]
    carried: dict[str, list[str]]
    kept: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()


@checked
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

    `how` gives fields of `babelix.chromatin.marks.counting.Counting`, of `babelix.chromatin.marks.threshold.Rule` and
    of `babelix.chromatin.marks.folder.Reuse`, such as ``bin_size=200``, ``p_value=1e-4`` and ``replace=True``;
    `columns` those of a BED file as `babelix.genome.formats.bed.Columns.of` reads them; `stack` makes all cells marks
    of one; `packed` gzips. ``bins.json`` beside them records the bin size, so that no later command needs to be told,
    and ``binarize.json`` what became of the reads. All files appear together, or none. Raises `RequestError` for
    malformed input, and for marks that lie there and are not written anew.
    """
    rule, reuse = Rule(**_taken(how, Rule)), Reuse(**_taken(how, Reuse))
    counting = Counting(columns=Columns.of(columns), **how)
    sizes = read_sizes(places.sizes)
    if max(sizes.values()) < counting.bin_size:
        raise RequestError(
            f"{places.sizes}: no chromosome is as long as one bin of {counting.bin_size} bases; choose smaller bins"
        )
    experiments = read_cellmark(places.cellmark, places.reads, places.controls)
    experiments = stacked(experiments) if stack else experiments
    cells, marks = {each.cell for each in experiments}, marks_of(experiments)
    folder = Folder(places.out, str(places.cellmark), cells, marks, counting.bin_size, reuse)
    folder.kept_and_gone({_name(cell, chrom, packed) for cell in cells for chrom in sizes})
    if places.blacklist is not None:
        counting = replace(counting, blacklist=unions(read_bed(places.blacklist)))
    tallies = Tallies()
    found = binary_marks(
        experiments, sizes, places.sizes, counting, rule, tallies, listener, missing_signal
    )  # fmt: skip
    with staged(places.out) as stage, _staged_if(places.counts) as counts:
        present: dict[str, dict[str, float]] = {}
        for each in found:
            name = _name(each.cell, each.chrom, packed)
            write_marks(stage / name, each.cell, each.chrom, each.marks, each.values)
            if counts is not None:
                write_counts(counts, each)
            present[name] = each.shares()
        kept, gone = folder.kept_and_gone(present)
        result = _told(places.out, counting.bin_size, marks, present, tallies, kept, gone)
        record_bin_size(stage, counting.bin_size)
        write_json(stage / MANIFEST, _record(result, folder.manifest() if kept else {}))
        publish(stage, places.out, gone)
        if counts is not None and places.counts is not None:
            publish(counts, places.counts)
    return result


def _taken(how: dict[str, Any], kind: type[Rule] | type[Reuse]) -> dict[str, Any]:
    """Take the fields of `kind` out of `how`."""
    return {each.name: how.pop(each.name) for each in fields(kind) if each.name in how}


def _name(cell: str, chrom: str, packed: bool) -> str:
    return f"{cell}_{chrom}_binary.txt{'.gz' if packed else ''}"


def _staged_if(folder: Path | None) -> AbstractContextManager[Path | None]:
    return nullcontext() if folder is None else staged(folder)


def _told(
    out: Path,
    bin_size: int,
    marks: tuple[str, ...],
    present: dict[str, dict[str, float]],
    tallies: Tallies,
    kept: list[Path],
    gone: list[Path],
) -> Binarized:
    return Binarized(
        tuple(out / name for name in present),
        bin_size,
        marks,
        present,
        tallies.total(),
        tallies.by_file,
        tallies.uncontrolled,
        tallies.carried,
        tuple(kept),
        tuple(gone),
    )


def _record(done: Binarized, earlier: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a run in its folder, with what `earlier` ones say of the files that stay there."""
    stay = [path.name for path in done.kept if path.name in earlier.get("files", ())]
    shares = earlier.get("present", {})
    by_file = {Path(name).name: tally for name, tally in done.by_file.items()}
    by_file = {**earlier.get("reads_by_file", {}), **by_file}
    return {
        "bin_size": done.bin_size,
        "marks": list(done.marks),
        "files": [*stay, *done.present],
        "present": {**{name: shares[name] for name in stay if name in shares}, **done.present},
        "reads": Tallies(by_file).total(),
        "reads_by_file": by_file,
        "left_out_without_control": {**earlier.get("left_out_without_control", {}), **done.uncontrolled},
        "kept_without_control": {**earlier.get("kept_without_control", {}), **done.carried},
    }
