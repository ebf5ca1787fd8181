"""The variants of a panel, as a VCF or as a table of positions."""

from collections.abc import Iterator
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import decoded, stream, whole_lines
from babelix.enrichment.breakdown.called import read_positions

_CHROM = ("chrom", "#chrom", "chr", "chromosome")
_POSITION = ("position", "pos", "bp")


def read_panel(path: str | Path) -> Iterator[tuple[str, int]]:
    """Yield the contig and position (from 1) of every variant of a VCF, or of a table with a header.

    A table has its columns apart by tabs, two of them called ``chrom`` and ``position`` (or ``chr`` and ``pos``).
    Plain, gzip or xz. Raises `RequestError` naming file and line for a table without them and a position that is none.
    """
    lines = decoded(
        (line for text in whole_lines(stream(path)) for line in text.split(b"\n")[:-1]), str(path)
    )
    first = next(lines, "")
    if first.startswith("##fileformat=VCF") or first.startswith("#CHROM\tPOS\tID"):
        yield from read_positions(path)
        return
    names = [name.strip().lower() for name in first.split("\t")]
    columns = [
        next((names.index(name) for name in known if name in names), None) for known in (_CHROM, _POSITION)
    ]
    if None in columns:
        raise RequestError(
            f"{path}, line 1: expected a header with chrom and position, apart by tabs, got {first[:60]!r}; "
            "give a VCF or a table with a header"
        )
    chrom, position = (column for column in columns if column is not None)
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        fields = line.split("\t")
        if len(fields) <= max(chrom, position) or not fields[position].isdecimal():
            raise RequestError(
                f"{path}, line {number}: expected a position counted from 1, got {line[:60]!r}"
            )
        yield fields[chrom], int(fields[position])
