"""Annotate: what the states of a segmentation overlap, what lies around anchors, and what they may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import read_lines, write_text
from babelix.chromatin.annotation.features import Annotation, read_annotation
from babelix.chromatin.annotation.label_table import decided, edited, labels_table, read_classes
from babelix.chromatin.annotation.labels import Proposal, propose
from babelix.chromatin.annotation.neighbourhood import Neighbourhood, neighbourhood
from babelix.chromatin.annotation.overlap import Overlap, overlap
from babelix.chromatin.segments.beside import beside, prefix_of, states_of_model
from babelix.chromatin.segments.bins import Bins, settle_bins
from babelix.chromatin.segments.browser import Look, write_dense
from babelix.chromatin.segments.segments import Segments, read_segments
from babelix.chromatin.segments.state_tables import StateTable, read_table


@dataclass(frozen=True)
class AnnotatedStates:
    """What is known of the states of one segmentation; `files` were written, under `prefix`.

    `proposals` are the rules'; `classes` are what is shown: those of the table `labels`, or the proposals without one.
    `kept` is the table of classes that a person edited and that was therefore not written, if there is one. `bins`
    says how long the segments' bins were taken to be, and how that is known.
    """

    prefix: str
    segments: Segments
    overlap: Overlap
    neighbourhoods: dict[str, Neighbourhood]
    proposals: list[Proposal]
    emissions: StateTable | None
    transitions: StateTable | None
    files: tuple[Path, ...]
    classes: list[Proposal]
    bins: Bins
    labels: Path | None = None
    kept: Path | None = None

    def caveats(self) -> list[str]:
        """Return what a reader of the numbers should know: bins that are a guess, anchors that have no strand."""
        found = [f"{name}: {each.caveat()}" for name, each in self.neighbourhoods.items() if each.caveat()]
        return [*filter(None, [self.bins.caveat()]), *found]


@checked
def annotate(
    segments_path: Path,
    annotation: Path | Annotation,
    out: Path,
    emissions_path: Path | None = None,
    bin_size: int | None = None,
    spacing: int | None = None,
    unstranded: bool = False,
    labels: Path | None = None,
) -> AnnotatedStates:
    """Measure, propose and write ChromHMM's tables, a table of proposed classes and the segments in their colours.

    `annotation` is a folder, or what `read_annotation` made of it. The emissions are sought beside the segments when
    not given. `bin_size` in bases is by default what the model's record beside the segments says, else read off their
    borders; `spacing` between positions around anchors is by default a bin. Anchors without a strand are refused, or
    with `unstranded` count as if on the + strand. The table `labels`, as it was written here and edited, decides the
    classes of the coloured segments. Raises `RequestError` for malformed input, and for a table of other states.
    """
    for name, number in (("bin_size", bin_size), ("spacing", spacing)):
        if number is not None and number < 1:
            raise RequestError(f"`{name}` {number}: expected at least 1 base", setting=name)
    segments = read_segments(segments_path)
    prefix = prefix_of(segments_path)
    states = segments.states
    given = (
        read_classes(labels, states, states_of_model(segments_path, states)) if labels is not None else None
    )
    emissions = _table(segments_path, segments, "emission", emissions_path)
    transitions = _table(segments_path, segments, "transition")
    bins = settle_bins(segments_path, segments, bin_size)
    known = read_annotation(annotation, unstranded) if isinstance(annotation, Path) else annotation
    measured = overlap(segments, known.features, bins.size)
    around = {
        name: neighbourhood(segments, anchors, spacing or bins.spacing, bin_size=bins.size, name=name)
        for name, anchors in known.anchors.items()
    }
    proposals = propose(
        states,
        [dict(zip(emissions.columns, row, strict=True)) for row in emissions.values] if emissions else None,
        [dict(zip(measured.features, row, strict=True)) for row in measured.fold],
        [{name: each.profile(index) for name, each in around.items()} for index in range(len(states))],
    )
    files = [out / f"{prefix}_overlap.txt"]
    write_text(files[0], measured.table())
    for name, found in around.items():
        files.append(out / f"{prefix}_{name}_neighborhood.txt")
        write_text(files[-1], found.table())
    written, kept = _write_labels(out, prefix, proposals, labels)
    files += written
    classes = (
        decided(proposals, given, labels.name) if given is not None and labels is not None else proposals
    )
    files.append(out / f"{prefix}_classes_dense.bed")
    _write_dense(files[-1], segments, classes, f"{prefix} classes{' (proposed)' if given is None else ''}")
    tables = (emissions, transitions, tuple(files))
    return AnnotatedStates(
        prefix, segments, measured, around, proposals, *tables, classes, bins, labels, kept
    )


def _write_dense(path: Path, segments: Segments, classes: Sequence[Proposal], title: str) -> None:
    names, colours = [f"{each.label}_{each.state}" for each in classes], [each.colour for each in classes]
    write_dense(path, segments, Look(title, title, names, colours))


def _write_labels(
    out: Path, prefix: str, proposals: Sequence[Proposal], labels: Path | None
) -> tuple[list[Path], Path | None]:
    """Write the proposals and, unless a person edited it, the table of classes; return what was written, what kept."""
    table, proposed = out / f"{prefix}_labels.tsv", out / f"{prefix}_proposed.tsv"
    text = labels_table(proposals)
    own = labels is not None and table.exists() and table.samefile(labels)
    kept = None if own or not edited(table, proposed, text) else table
    files = [proposed]
    if not own and kept is None:
        # The table first: cut off between the two, it is the new proposal and still no person's.
        write_text(table, text if labels is None else "\n".join(read_lines(labels)) + "\n")
        files = [table, proposed]
    write_text(proposed, text)
    return files, kept


def _table(path: Path, segments: Segments, kind: str, named: Path | None = None) -> StateTable | None:
    """Return the model's emission or transition table, `named` or beside the segments, in the segments' order."""
    found = named or beside(path, segments.states, f"{kind}s")
    return read_table(found, kind).ordered(segments.states, str(found)) if found else None
