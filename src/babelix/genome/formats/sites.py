"""Short sequences, one a line with or without a name after each, or as FASTA: the sites of transcription factors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.genome.sequence import ORDER


@dataclass(frozen=True)
class Sites:
    """Sequences of one length in the letters A C G T, and the name of each; all the same where the file has none."""

    sequences: tuple[str, ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.sequences)


def checked_bases(text: str, place: str, setting: str | tuple[str, ...] = ()) -> str:
    """Return `text` in large letters. Raises `RequestError` naming `place` and the first letter that is no base."""
    large = text.upper()
    for at, letter in enumerate(large, start=1):
        if letter not in ORDER:
            raise RequestError(
                f"{place}: expected the letters {' '.join(ORDER)}, got {text[at - 1]!r} at base {at}",
                setting=setting,
            )
    return large


def read_sites(path: str | Path) -> Sites:
    """Return the sequences of a plain or gzipped file: one a line, with a name after all or none, or FASTA.

    A name ends at the first blank, what follows describes; a column of its own, after a tab, is a name as a whole, with
    `_` for its blanks. Records of FASTA each with a name of its own are places and not kinds: they have none here.
    Raises `RequestError` naming the line that has other letters, another length, or a name where others have none, and
    for a file without any.
    """
    sequences: list[str] = []
    labels: list[str] = []
    lines = list(read_lines(path))
    first = next((line for line in lines if line.strip()), "")
    for number, letters, label in _records(lines, str(path)) if first[:1] == ">" else _listed(lines):
        place = f"{path}, line {number}"
        if labels and bool(label) != bool(labels[0]):
            raise RequestError(
                f"{place}: expected a sequence, and a name after it in all lines or in none, got "
                f"{lines[number - 1][:60]!r}"
            )
        sequence = checked_bases(letters, place)
        if sequences and len(sequence) != len(sequences[0]):
            raise RequestError(
                f"{place}: expected {len(sequences[0])} bases as in the lines above, got {len(sequence)}"
            )
        sequences.append(sequence)
        labels.append(label)
    if not sequences:
        raise RequestError(f"{path} holds no sequence; give one a line")
    if first[:1] == ">" and len(set(labels)) == len(labels):
        labels = [""] * len(labels)
    return Sites(tuple(sequences), tuple(labels))


def _listed(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the number, sequence and name of each line that is not empty."""
    for number, line in enumerate(lines, start=1):
        letters, *rest = line.split(maxsplit=1) or [""]
        if letters:
            named = rest[0] if rest else ""
            column = line.strip()[len(letters) :].startswith("\t")
            words = named.split("\t")[0].split()
            yield number, letters, "_".join(words if column else words[:1])


def _records(lines: Sequence[str], path: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line at which each record of FASTA begins, its sequence and its name."""
    begun = 0, "", ""
    for number, line in enumerate(lines, start=1):
        if not line.startswith(">"):
            begun = begun[0], begun[1] + line.strip(), begun[2]
            continue
        if begun[1]:
            yield begun
        elif begun[0]:
            raise RequestError(
                f"{path}, line {begun[0]}: no sequence stands below {lines[begun[0] - 1][:60]!r}"
            )
        begun = number, "", (line[1:].split() or [""])[0]
    if not begun[1]:
        raise RequestError(f"{path}, line {begun[0]}: no sequence stands below {lines[begun[0] - 1][:60]!r}")
    yield begun
