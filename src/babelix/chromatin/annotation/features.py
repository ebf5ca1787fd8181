"""What states are held against: a folder's features and anchors."""

import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from babelix.base.errors import RequestError
from babelix.base.files import stream
from babelix.genome.formats.bed import Columns, blocks, read_bed
from babelix.genome.interval import Intervals

_ANCHORS = (".txt", ".txt.gz")
_SKIPPED = (b"#", b"track", b"browser")


@dataclass(frozen=True)
class Annotation:
    """Features (BED files) and anchors of one folder, by the names their columns and tables get."""

    features: dict[str, Intervals]
    anchors: dict[str, Intervals]


def read_annotation(folder: Path, unstranded: bool = False) -> Annotation:
    """Return a folder's features and anchors: its ``.bed`` files are features; its files ``anchors*.txt``, and every
    ``.txt`` of a folder ``anchors`` in it, are anchors (`unstranded` as in `read_anchors`). Raises `RequestError` for
    malformed input."""
    features = read_features(folder)
    found = {name: read_anchors(path, unstranded) for name, path in anchor_files(folder).items()}
    return Annotation(features, found)


def read_features(folder: str | Path) -> dict[str, Intervals]:
    """Return the features of a folder's BED files, by name and in the order of their names."""
    return {path.name: read_bed(path) for path in feature_files(folder)}


def feature_files(folder: str | Path) -> list[Path]:
    """Return the BED files of a folder (``.bed`` or ``.bed.gz``), sorted. Raises `RequestError` when there is none."""
    folder = Path(folder)
    if not folder.is_dir():
        raise RequestError(f"no such folder: {folder}; give one with BED files of annotations")
    named = (path for path in folder.iterdir() if path.name.endswith((".bed", ".bed.gz")))
    files = sorted(path for path in named if path.is_file() and not path.name.startswith("."))
    if not files:
        raise RequestError(f"{folder} holds no .bed or .bed.gz file; give a folder with annotations")
    return files


def anchor_files(folder: Path) -> dict[str, Path]:
    """Return a folder's anchor files by the name their tables get (``anchors.RefSeqTSS.hg18.txt.gz``: RefSeqTSS)."""
    files = [path for path in folder.glob("anchors*") if path.name.endswith(_ANCHORS) and path.is_file()]
    files += [path for path in (folder / "anchors").glob("[!.]*") if path.name.endswith(_ANCHORS)]
    named: dict[str, Path] = {}
    for path in sorted(files):
        whole = re.sub(r"^anchors[._-]|\.txt(\.gz)?$", "", path.name)
        short = whole.split(".")[0]
        named[short if short not in named else whole] = path
    return named


def read_anchors(path: str | Path, unstranded: bool = False) -> Intervals:
    """Return anchors: ChromHMM's ``chrom position strand`` lines, or BED lines with a strand (their 5' ends).

    Raises `RequestError` naming the first anchor without a strand, + or -: which side of it is downstream nobody can
    tell. With `unstranded` such an anchor is kept with strand 0, where it starts.
    """
    columns = _columns(path)
    found = read_bed(path, columns)
    bare = np.flatnonzero(found.strand == 0)
    if len(bare) and not unstranded:
        first = int(bare[0])
        line = np.concatenate([block.line for block in blocks(path, columns)])[first]
        raise RequestError(
            f"{path}, line {line}: no strand (+ or -; column 3 after a position, column 6 of BED) for the anchor at "
            f"{found.chroms[found.chrom[first]]}:{found.start[first]}, and {len(bare):,} of {len(found):,} anchors "
            "lack one; give it, or ask for `unstranded` to take these as if on the + strand",
            setting="unstranded",
        )
    start = found.start
    if columns.end > columns.start:
        start = np.where(found.strand < 0, np.maximum(found.end - 1, 0), start)
    return Intervals(found.chroms, found.chrom, start, start + 1, found.strand)


def _columns(path: str | Path) -> Columns:
    """Return where an anchor file keeps what: its third column is the end of an interval, or no number."""
    head = next(stream(path, 1 << 12), b"").removeprefix(BOM_UTF8).split(b"\n")
    first = next((line for line in head if line.strip() and not line.startswith(_SKIPPED)), b"").split()
    if len(first) > 2 and first[2].lstrip(b"-").isdigit():
        return Columns()
    return Columns(start=1, end=1, name=3, strand=2)
