"""Scores inside the VCF that was asked for: the same file with fields added to INFO."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from babelix.base.errors import RequestError
from babelix.genome.formats.vcf import read_lines, row_alleles
from babelix.genome.formats.vcf_info import declaration, declared, with_declarations, with_info
from babelix.workflows.dna.scoring.results import PERCENTILES, SCORES, About, Scored

MOST_TRACKS = 20
FATE, STARTS = "BABELIX_FATE", "BABELIX_TSS"
_MEANING = {
    "sad": "sum of the differences, alternative less reference",
    "sar": "sum of log2((1 + alternative) / (1 + reference))",
    "l2": "root of the sum of squared differences",
    "max": "largest difference, with its sign",
    "null_l2": "l2 of the reference beside itself, moved as an insertion or deletion moves it",
    **{name: f"percentile, 0 to 100, of the size of {name[:-11]} in a background" for name in PERCENTILES},
}


# All go when a file is scored again: the header tells of one scoring, the last.
_OF_TRACKS = (FATE, STARTS, *(f"BABELIX_{score.upper()}" for score in _MEANING))


def refuse_many(about: About) -> None:
    """Raise `RequestError` for more tracks than fit into a column that people read."""
    if len(about.tracks) > MOST_TRACKS:
        raise RequestError(
            f"`out`: a VCF holds the scores of at most {MOST_TRACKS} tracks, got {len(about.tracks)}; choose some by "
            "`track`, or write a `table`",
            setting=("out", "track", "table"),
        )


def field(score: str) -> str:
    """Return the name of a score's field in INFO."""
    return f"BABELIX_{score.upper()}"


def header(about: About, own: Sequence[str]) -> list[str]:
    """Return the lines that declare what is added; `own` are those of the model's own fields."""
    names = [_plain(track) for track in about.tracks]
    single = len(names) == 1
    format = f"track {names[0]}" if single else f"Format: {'|'.join(names)}"
    quoted = (str(each).replace("\\", "\\\\").replace('"', '\\"') for each in (about.model, about.genome))
    model, genome = quoted
    # Delta scores alone are read in no window.
    scored = f",Window={about.window},EffectWindow={about.effect_window}" if names else ""
    starts = declaration(
        STARTS,
        "A",
        "String",
        "Scores over the three bins at each start of transcription, one after the other with & between; "
        f"Format: gene|start|track|{'|'.join(SCORES)}",
    )
    return [
        f'##babelix_scores=<Model="{model}",Genome="{genome}",Assembly="{about.assembly or "."}"{scored}>',
        declaration(FATE, "A", "String", "What became of the allele"),
        *(
            declaration(field(score), "A", "Float" if single else "String", f"{_MEANING[score]}; {format}")
            for score in (about.scores if names else ())
        ),
        *([starts] if about.at_starts else []),
        *own,
    ]


class Stream(Protocol):
    """What bytes are written to: a file, or pysam's bgzip."""

    def write(self, data: bytes, /) -> Any:
        """Write some."""

    def close(self) -> None:
        """Write what is left."""


class VcfWriter:
    """Writes the VCF `source` with what is said of its alleles, which come in its order."""

    def __init__(self, source: Path, path: Path, about: About, own: Sequence[str], *, packed: bool) -> None:
        self._about = about
        lines = header(about, own)
        self._own, self._names = declared(own), [*declared(lines), *_OF_TRACKS]
        self._listed = set(declared([line for line in own if "Number=.," in line]))
        self._file: Stream = _Bgzip(path) if packed else path.open("wb")
        self._lines = with_declarations(read_lines(source), lines, _OF_TRACKS)
        self._rows: list[Scored] = []
        self._next()

    def add(self, row: Scored) -> None:
        """Take an allele; a row of the file is written with its last."""
        self._rows.append(row)
        if len(self._rows) == self._alleles:
            self._file.write(with_info(self._line, self._values(), self._names))
            self._next()

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def _next(self) -> None:
        """Write what stands before the next row, and go to that."""
        self._rows, self._line, self._alleles = [], b"", 0
        for row, line in self._lines:
            if row:
                self._line, self._alleles = line, sum(1 for _ in row_alleles(row, line))
                return
            self._file.write(line)

    def _values(self) -> dict[str, str]:
        """Return the fields of the row: a value an allele, in it one a track; without scores that no allele has."""
        values = {FATE: ",".join(row.fate for row in self._rows)}
        for score in self._about.scores:
            if any(score in scores for row in self._rows for scores in row.scores.values()):
                values[field(score)] = ",".join(self._of_tracks(row, score) for row in self._rows)
        if any(row.starts for row in self._rows):
            values[STARTS] = ",".join(_at_starts(row) for row in self._rows)
        for name in self._own:
            if any(name in row.info for row in self._rows):
                lacking = "" if name in self._listed else "."
                found = (row.info.get(name, lacking) for row in self._rows)
                values[name] = ",".join(each for each in found if each)
        return values

    def _of_tracks(self, row: Scored, score: str) -> str:
        found = [row.scores.get(track, {}).get(score) for track in self._about.tracks]
        if all(value is None for value in found):
            return "."
        return "|".join(map(_shown, found))


def _at_starts(row: Scored) -> str:
    entries = [
        "|".join(
            (_plain(each.gene), each.place, _plain(track), *(_shown(found.get(name)) for name in SCORES))
        )
        for each in row.starts
        for track, found in each.scores.items()
    ]
    return "&".join(entries) or "."


def _shown(value: float | None) -> str:
    return "." if value is None else f"{value:.6g}"


def _plain(track: str) -> str:
    """Return a track's name without what parts names, values and fields."""
    return "".join("_" if each in '|,;&="\\ \t' else each for each in track)


class _Bgzip:
    """A bgzipped file through pysam, whose library writes to standard error what is told here."""

    def __init__(self, path: Path) -> None:
        import pysam

        self._before: int = pysam.set_verbosity(0)
        self._restore: Callable[[int], int] = pysam.set_verbosity
        self._file: Stream = pysam.BGZFile(str(path), "wb")

    def write(self, data: bytes) -> None:
        self._file.write(data)

    def close(self) -> None:
        self._file.close()
        self._restore(self._before)
