"""The rows of a GTF or GFF3 file: nine columns, of which the last holds attributes, written differently in each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from babelix.base.errors import RequestError
from babelix.base.files import decoded, stream, whole_lines
from babelix.genome.region import Region

_GTF = re.compile(r'(\w+) "([^"]*)"')
_GFF3 = re.compile(r"[^\s=;\"]+=")
_STRANDS = {"+": 1, "-": -1}


@dataclass(frozen=True)
class Row:
    """A feature: its kind, such as ``exon``, its place, its `strand` (+1, -1, 0), and its attributes as written.

    `phase` is how many of its first coded bases end a codon begun before it; 0 where the file states none.
    """

    kind: str
    place: Region
    strand: int
    attributes: str
    where: str
    phase: int = 0

    def gtf(self) -> dict[str, str]:
        """Return the attributes of GTF: ``gene_id "ENSG1"; gene_name "A";``."""
        return dict(_GTF.findall(self.attributes))

    def gff3(self) -> dict[str, str]:
        """Return the attributes of GFF3: ``ID=gene:1;Name=A``, still encoded (`plain`)."""
        pairs = (each.strip().partition("=") for each in self.attributes.split(";"))
        return {name: value for name, equals, value in pairs if equals}

    def tags(self) -> set[str]:
        """Return what the attribute ``tag`` says, once or often in GTF, with commas in GFF3; blanks become ``_``."""
        found = [value for name, value in _GTF.findall(self.attributes) if name == "tag"]
        found += (plain(each) for each in self.gff3().get("tag", "").split(",") if not found)
        return {each.replace(" ", "_") for each in found if each}


def plain(value: str) -> str:
    """Return a value of GFF3 with ``%2C`` and the like decoded."""
    return unquote(value)


def read_rows(path: str | Path) -> Iterator[Row]:
    """Yield the features of a GTF or GFF3 file, plain or gzipped, in file order.

    Raises `RequestError` naming file and line for a row that is none; what follows ``##FASTA`` is no row.
    """
    path = str(path)
    lines = (line for text in whole_lines(stream(path)) for line in text.split(b"\n")[:-1])
    for number, line in enumerate(decoded(lines, path), start=1):
        if line.startswith("##FASTA"):
            return
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        numbers = [field for field in fields[3:5] if field.isdecimal() and int(field) > 0]
        if len(fields) < 9 or len(numbers) != 2 or int(fields[4]) < int(fields[3]):
            raise wrong(f"{path}, line {number}", line)
        place = Region(fields[0], int(fields[3]) - 1, int(fields[4]))
        yield Row(
            fields[2],
            place,
            _STRANDS.get(fields[6], 0),
            fields[8],
            f"{path}, line {number}",
            _phase(fields[7]),
        )


def _phase(field: str) -> int:
    return int(field) if field in ("1", "2") else 0


def first_phase(coded: Iterable[Row], strand: int) -> int:
    """Return the phase of the row of what is coded that is read first; 0 without any."""
    rows = list(coded)
    if not rows:
        return 0
    return (min if strand >= 0 else max)(rows, key=lambda row: row.place.start).phase


def is_gff3(row: Row) -> bool:
    """Say whether the attributes of a row are written as GFF3 has them, ``ID=...``."""
    return _GFF3.match(row.attributes.strip()) is not None


def wrong(where: str, line: str) -> RequestError:
    """Return the error for a line that is no row."""
    return RequestError(
        f'{where}: expected nine columns separated by tabs, with first and last base and gene_id "..." (GTF) or '
        f"ID=... (GFF3), got {line[:60]!r}; give a GTF or GFF3 file"
    )
