"""Annotate: what the states of a segmentation overlap, what lies around anchors, and what they may be."""

import re
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import read_lines, write_text
from babelix.chromatin.annotation.labels import Proposal, propose
from babelix.chromatin.annotation.neighbourhood import Neighbourhood, neighbourhood, read_anchors
from babelix.chromatin.annotation.overlap import Overlap, overlap, read_features
from babelix.chromatin.segments.browser import Look, write_dense
from babelix.chromatin.segments.segments import Segments, number_of, read_segments
from babelix.chromatin.segments.state_tables import StateTable, read_table
from babelix.genome.interval import Intervals

_ANCHORS = (".txt", ".txt.gz")


@dataclass(frozen=True)
class Annotation:
    """Features (BED files) and anchors of one folder, by the names their columns and tables get."""

    features: dict[str, Intervals]
    anchors: dict[str, Intervals]


@dataclass(frozen=True)
class Annotated:
    """What is known of the states of one segmentation; `files` were written, under `prefix`."""

    prefix: str
    segments: Segments
    overlap: Overlap
    neighbourhoods: dict[str, Neighbourhood]
    proposals: list[Proposal]
    emissions: StateTable | None
    transitions: StateTable | None
    files: tuple[Path, ...]


def read_annotation(folder: Path) -> Annotation:
    """Return a folder's features and anchors: its ``.bed`` files are features; its files ``anchors*.txt``, and every
    ``.txt`` of a folder ``anchors`` in it, are anchors. Raises `RequestError` for malformed input."""
    features = read_features(folder)
    return Annotation(features, {name: read_anchors(path) for name, path in anchor_files(folder).items()})


def annotate(
    segments_path: Path,
    annotation: Path | Annotation,
    out: Path,
    emissions_path: Path | None = None,
    bin_size: int | None = None,
    spacing: int = 200,
) -> Annotated:
    """Measure, propose and write ChromHMM's tables, a table of proposed classes and the segments in their colours.

    `annotation` is a folder, or what `read_annotation` made of it. The emissions are sought beside the segments when
    not given. `bin_size` in bases is read off the segments by default. Raises `RequestError` for malformed input.
    """
    segments = read_segments(segments_path)
    prefix = prefix_of(segments_path)
    emissions_path = emissions_path or _beside(segments_path, segments, "emissions")
    emissions = read_table(emissions_path) if emissions_path else None
    if emissions is not None:
        emissions = emissions.ordered(segments.states, str(emissions_path))
    transitions_path = _beside(segments_path, segments, "transitions")
    transitions = read_table(transitions_path, "transition") if transitions_path else None
    if transitions is not None:
        transitions = transitions.ordered(segments.states, str(transitions_path))
    size = bin_size or segments.bin_size()
    known = read_annotation(annotation) if isinstance(annotation, Path) else annotation
    measured = overlap(segments, known.features, size)
    around = {
        name: neighbourhood(segments, anchors, spacing, bin_size=size)
        for name, anchors in known.anchors.items()
    }
    proposals = propose(
        segments.states,
        [dict(zip(emissions.columns, row, strict=True)) for row in emissions.values] if emissions else None,
        [dict(zip(measured.features, row, strict=True)) for row in measured.fold],
    )
    files = [out / f"{prefix}_overlap.txt"]
    write_text(files[0], measured.table())
    for name, found in around.items():
        files.append(out / f"{prefix}_{name}_neighborhood.txt")
        write_text(files[-1], found.table())
    files.append(out / f"{prefix}_labels.tsv")
    write_text(files[-1], labels_table(proposals))
    files.append(out / f"{prefix}_classes_dense.bed")
    title, names = f"{prefix} classes (proposed)", [f"{each.label}_{each.state}" for each in proposals]
    write_dense(files[-1], segments, Look(title, title, names, [each.colour for each in proposals]))
    return Annotated(prefix, segments, measured, around, proposals, emissions, transitions, tuple(files))


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


def labels_table(proposals: list[Proposal]) -> str:
    """Return the text of the table of proposed classes."""
    rows = [f"{p.state}\t{p.label}\t{','.join(map(str, p.colour))}\t{p.reason}" for p in proposals]
    return "\n".join(["state\tproposed_class\tcolour\treason", *rows]) + "\n"


def read_labels(path: Path) -> dict[str, str]:
    """Return class by state from the first two columns of such a table; edit it to decide otherwise."""
    classes: dict[str, str] = {}
    for number, line in enumerate(read_lines(path), start=1):
        fields = line.split("\t")
        if not line.strip() or line.startswith("#") or (number == 1 and fields[0] == "state"):
            continue
        if len(fields) < 2:
            raise RequestError(
                f"{path}, line {number}: expected state<TAB>class, got {line[:60]!r}; give both"
            )
        classes[fields[0]] = fields[1]
    return classes


def prefix_of(segments_path: Path) -> str:
    """Return a segment file's name without its ending: ``GM12878_10`` for ``GM12878_10_segments.bed.gz``."""
    return re.sub(r"(_segments)?\.bed(\.gz)?$", "", segments_path.name)


def _beside(segments_path: Path, segments: Segments, kind: str) -> Path | None:
    """Return the table of the segmentation's own model beside it, if there is one.

    How many states that model has is in the file's name; without it the highest number among the states says so. Their
    count does not: a state may occur nowhere in a cell, and another model may have just that many.
    """
    numbers = [number_of(state) for state in segments.states]
    if not all(number.isdecimal() for number in numbers):
        return None
    named = re.search(r"_(\d+)$", prefix_of(segments_path))
    states = max(int(named.group(1)) if named else 0, *map(int, numbers))
    folder = segments_path.parent
    candidates = [folder / f"{kind}_{states}.txt", folder / f"model_{states}.txt"]
    return next((path for path in candidates if path.is_file()), None)
