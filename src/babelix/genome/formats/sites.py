"""Short sequences one a line, with or without a name after each: the sites of transcription factors."""

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
    """Return the sequences of a plain or gzipped file: one a line, with a tab or spaces and a name after all or none.

    Raises `RequestError` naming the line that has other letters, another length, or a name where others have none, and
    for a file without any.
    """
    sequences: list[str] = []
    labels: list[str] = []
    columns = 0
    for number, line in enumerate(read_lines(path), start=1):
        fields = line.split()
        if not fields:
            continue
        place = f"{path}, line {number}"
        columns = columns or len(fields)
        if len(fields) != columns or columns > 2:
            raise RequestError(
                f"{place}: expected a sequence, and one name after it in all lines or in none, got {line[:60]!r}"
            )
        sequence = checked_bases(fields[0], place)
        if sequences and len(sequence) != len(sequences[0]):
            raise RequestError(
                f"{place}: expected {len(sequences[0])} bases as in the lines above, got {len(sequence)}"
            )
        sequences.append(sequence)
        labels.append(fields[1] if columns == 2 else "")
    if not sequences:
        raise RequestError(f"{path} holds no sequence; give one a line")
    return Sites(tuple(sequences), tuple(labels))
