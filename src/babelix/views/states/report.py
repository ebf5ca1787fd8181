"""One offline HTML page, and its figures as files, about the states of a segmentation."""

import base64
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

import numpy as np
from matplotlib.figure import Figure

from babelix.base.files import write_text
from babelix.chromatin.annotation.labels import CLASSES
from babelix.chromatin.segments.colours import Colour
from babelix.views.states.figures import Grid, heatmap, lines, save_both
from babelix.workflows.states.annotate import AnnotatedStates

_READING = {
    "emissions": "How often each mark is present in a bin of the state.",
    "transitions": "How often the next bin is in the state of the column, given that of the row.",
    "overlap": "Fold enrichment: the share of a state's bases that lie in the annotation, over the share of all bases "
    "that do. 1 is what chance gives. Colours are scaled within each column, so compare down a column; read the number "
    "to compare across.",
    "neighborhood": "Fold enrichment of the state at each distance from the anchors, over its share of the genome, "
    "along the strand: downstream is to the right.",
}


def write_report(found: AnnotatedStates, out: Path) -> list[Path]:
    """Write every figure as PNG and SVG and ``PREFIX_report.html``, which needs nothing beside it; return the paths."""
    written: list[Path] = []
    sections = []
    for name, note, heading, figures in _figures(found):
        images = []
        for suffix, figure in figures:
            both = save_both(figure, out / f"{found.prefix}_{name}{suffix}")
            written += both
            data = base64.b64encode(both[0].read_bytes()).decode("ascii")
            images.append(
                f'<figure><img alt="{escape(heading)}" src="data:image/png;base64,{data}"></figure>'
            )
        reading = f'<p class="note">{escape(note)}</p>'
        sections.append("\n".join([f"<h2>{escape(heading)}</h2>", reading, *images]))
    page = out / f"{found.prefix}_report.html"
    write_text(page, _page(found, sections))
    return [*written, page]


def _figures(found: AnnotatedStates) -> list[tuple[str, str, str, list[tuple[str, Figure]]]]:
    """Return (name of the files, how to read it, heading, figures with what their files' names end in) a section."""
    rows = [f"{each.state}  {each.label}" for each in found.classes]
    colours = [each.colour for each in found.classes]
    result = []
    for kind, title, xlabel, table in (
        ("emissions", "Emission probabilities", "mark", found.emissions),
        ("transitions", "Transition probabilities", "to state", found.transitions),
    ):
        if table is not None:
            figure = heatmap(Grid(table.values, rows, table.columns, colours, title, xlabel), top=1)
            result.append((kind, _READING[kind], kind.capitalize(), [("", figure)]))
    names = ["genome %", *(_short(name) for name in found.overlap.features)]
    values = np.column_stack([found.overlap.genome, found.overlap.fold])
    figure = heatmap(Grid(values, rows, names, colours, "Fold enrichment", "annotation"), by_column=True)
    result.append(("overlap", _READING["overlap"], "Overlap with annotations", [("", figure)]))
    for name, around in found.neighbourhoods.items():
        caveat = around.caveat()
        title = "\n".join(filter(None, [f"Fold enrichment around {name}", caveat]))
        offsets = [str(offset) for offset in around.offsets]
        grid = Grid(around.fold, rows, offsets, colours, title, "bases from the anchor")
        right = "up the chromosome" if around.unstranded == around.anchors else "downstream"
        curves = lines(around.fold, rows, around.offsets, title, colours, right)
        figures = [("", heatmap(grid, digits=1)), ("_curves", curves)]
        note = f"{_READING['neighborhood']} {around.anchors:,} anchors lie on segmented chromosomes."
        note = f"{note} {caveat}." if caveat else note
        result.append((f"{name}_neighborhood", note, f"Around {name}", figures))
    return result


def _short(name: str) -> str:
    return name.removesuffix(".gz").removesuffix(".bed")


def _page(found: AnnotatedStates, sections: list[str]) -> str:
    bases, counts = found.segments.bases(), found.segments.counts()
    rows = []
    for index, each in enumerate(found.classes):
        cells = [
            f"<td>{escape(each.state)}</td>",
            f"<td>{_swatch(each.colour)}{escape(each.label)}</td>",
            f"<td>{escape(each.reason)}</td>",
            f'<td class="number">{counts[index]:,}</td>',
            f'<td class="number">{bases[index]:,}</td>',
            f'<td class="number">{found.overlap.genome[index]:.2f}</td>',
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    used = {each.label for each in found.classes}
    legend = "; ".join(f"{_swatch(c.colour)}{c.name}: {escape(c.meaning)}" for c in CLASSES if c.name in used)
    chroms = [name for name, _ in found.segments.intervals.by_chrom()]
    others = ", ..." if len(chroms) > 6 else ""
    where = f"chromosome{'s' if len(chroms) > 1 else ''} ({', '.join(chroms[:6])}{others})"
    summary = (
        f"{len(found.segments.states)} states, {int(counts.sum()):,} segments, {int(bases.sum()):,} bases on "
        f"{len(chroms)} {where}, in bins of {found.bins.size:,}."
    )
    template = Template(
        files("babelix.views.states").joinpath("states_report.html").read_text(encoding="utf-8")
    )
    return template.substitute(
        title=escape(f"Chromatin states: {found.prefix}"),
        summary=escape(summary),
        column="class" if found.labels else "proposed class",
        heading="States and their classes" if found.labels else "States and their proposed classes",
        explained=_explained(found),
        rows="\n".join(rows),
        legend=legend,
        sections="\n".join(sections),
    )


def _explained(found: AnnotatedStates) -> str:
    """Return where the classes come from, as HTML."""
    if found.labels is not None:
        return (
            f"The classes are those of the table <code>{escape(found.labels.name)}</code>; "
            "where the rules propose another, the reason says so."
        )
    read = (
        "Each class is a <strong>proposal</strong> made by rule from the marks and overlaps below. "
        "Read the reason before using it"
    )
    table = f"<code>{escape(found.prefix)}_labels.tsv</code>"
    if found.kept is not None:
        return (
            f"{read}. The table {table} was edited: its classes are <strong>not</strong> the ones shown here."
        )
    return f"{read}, and change the table {table} where you know better."


def _swatch(colour: Colour) -> str:
    return f'<span class="swatch" style="background: rgb{colour}"></span>'
