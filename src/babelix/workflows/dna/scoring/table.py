"""Scores as a table: a line an allele and track."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.files import write_text
from babelix.workflows.dna.scoring.results import SCORES, About, Scored, VariantScores


def heading(about: About) -> str:
    """Return the first line; what the model adds comes last."""
    place = ("gene", "start") if about.at_starts else ()
    return "\t".join(("variant", "fate", *place, "track", *SCORES, *about.own)) + "\n"


def lines(row: Scored, about: About) -> Iterator[str]:
    """Yield the lines of an allele: one a track, or one a start of transcription and track; one without scores."""
    places: list[tuple[tuple[str, ...], Mapping[str, Mapping[str, float]]]] = [((), row.scores)]
    if about.at_starts:
        places = [((each.gene, each.place), each.scores) for each in row.starts] or [((".", "."), {})]
    for place, scores in places:
        for title, of_track in scores.items() or [(".", {})]:
            values = [*(of_track.get(name) for name in SCORES), *(row.own.get(name) for name in about.own)]
            yield "\t".join((row.variant, row.fate, *place, title, *map(_shown, values))) + "\n"


@checked
def table(found: VariantScores) -> str:
    """Return the scores as a table: a line an allele and track, one line for an allele that was not scored."""
    return heading(found.about) + "".join(line for row in found.rows for line in lines(row, found.about))


@checked
def write_table(found: VariantScores, path: Path) -> None:
    """Write the table of the scores, whole or not at all."""
    write_text(path, table(found))


def _shown(value: float | str | None) -> str:
    return "." if value is None else value if isinstance(value, str) else f"{value:.6g}"
