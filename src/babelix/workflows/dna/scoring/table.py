"""Scores as a table: a line an allele and track."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.files import write_text
from babelix.workflows.dna.scoring.results import SCORES, Scored, VariantScores


def heading(own: Iterable[str] = ()) -> str:
    """Return the first line; `own` are the columns that the model adds."""
    return "\t".join(("variant", "fate", "track", *SCORES, *own)) + "\n"


def lines(row: Scored, own: Iterable[str] = ()) -> Iterator[str]:
    """Yield the lines of an allele: one a track, one alone where there is no score."""
    own = tuple(own)
    added = [_shown(row.own.get(name)) for name in own]
    if not row.scores:
        yield "\t".join((row.variant, row.fate, ".", *"." * len(SCORES), *added)) + "\n"
    for title, scores in row.scores.items():
        yield (
            "\t".join((row.variant, row.fate, title, *(_shown(scores.get(n)) for n in SCORES), *added)) + "\n"
        )


@checked
def table(found: VariantScores) -> str:
    """Return the scores as a table: a line an allele and track, one line for an allele that was not scored."""
    own = found.about.own
    return heading(own) + "".join(line for row in found.rows for line in lines(row, own))


@checked
def write_table(found: VariantScores, path: Path) -> None:
    """Write the table of the scores, whole or not at all."""
    write_text(path, table(found))


def _shown(value: float | str | None) -> str:
    return "." if value is None else value if isinstance(value, str) else f"{value:.6g}"
