"""Scores as a table: a line an allele and track."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.files import write_text
from babelix.workflows.dna.scoring.results import About, Scored, VariantScores


def columns(about: About) -> dict[str, type]:
    """Return the names of the columns, each with the type of its values; what the model adds comes last.

    Where no track is scored there is nothing else.
    """
    place = ("gene", "start") if about.at_starts else ()
    names = dict.fromkeys(("variant", "fate", *place), str)
    of_tracks = {"track": str, **dict.fromkeys(about.scores, float)} if about.tracks else {}
    own = {name: float if name in about.numbers else str for name in about.own}
    return {**names, **of_tracks, **own}


@checked
def heading(about: About) -> str:
    """Return the names of the columns in a line, below one that says so where numbers mean nothing."""
    above = f"# {about.remark}\n" if about.remark else ""
    return above + "\t".join(columns(about)) + "\n"


def values(row: Scored, about: About) -> Iterator[list[str | float | None]]:
    """Yield what stands on the lines of an allele: one a track, or one a start of transcription and track.

    An allele without scores has one line.
    """
    places: list[tuple[Sequence[str | None], Mapping[str, Mapping[str, float]]]] = [((), row.scores)]
    if about.at_starts:
        places = [((each.gene, each.place), each.scores) for each in row.starts] or [((None, None), {})]
    for place, scores in places:
        for title, of_track in scores.items() or [(None, {})]:
            scored = [title, *(of_track.get(name) for name in about.scores)] if about.tracks else []
            yield [row.variant, row.fate, *place, *scored, *(row.own.get(name) for name in about.own)]


@checked
def lines(row: Scored, about: About) -> Iterator[str]:
    """Yield the lines of an allele."""
    for line in values(row, about):
        yield "\t".join(map(_shown, line)) + "\n"


class TableWriter:
    """Writes a table as its alleles come."""

    def __init__(self, path: Path, about: About) -> None:
        self._file, self._about = path.open("w", encoding="utf-8", newline="\n"), about
        self._file.write(heading(about))

    def add(self, row: Scored) -> None:
        """Take an allele."""
        self._file.writelines(lines(row, self._about))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


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
