"""BED12: a transcript a line, its exons as blocks, what it codes between thickStart and thickEnd."""

from collections.abc import Iterator
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import decoded, stream, whole_lines
from babelix.genome.gene import Gene, Transcript, joined
from babelix.genome.region import Region

_STRANDS = {"+": 1, "-": -1}
_SKIPPED = ("#", "track", "browser")


def is_bed12(path: str | Path) -> bool:
    """Say whether the first row of a file, plain or gzipped, has twelve columns with start and end in the second."""
    for _, line in _rows(path):
        fields = line.split("\t")
        return len(fields) >= 12 and fields[1].isdecimal() and fields[2].isdecimal()
    return False


def bed12_genes(path: str | Path) -> list[Gene]:
    """Return every transcript of a BED12 file as a gene of its own, in file order; one name may come several times.

    Raises `RequestError` naming file and line for blocks that do not fill the line's interval, or a coded part outside
    it.
    """
    return [_gene(line, f"{path}, line {number}") for number, line in _rows(path)]


def _rows(path: str | Path) -> Iterator[tuple[int, str]]:
    lines = (line for text in whole_lines(stream(str(path))) for line in text.split(b"\n")[:-1])
    for number, line in enumerate(decoded(lines, str(path)), start=1):
        if line.strip() and not line.startswith(_SKIPPED):
            yield number, line


def _gene(line: str, where: str) -> Gene:
    fields = line.split("\t")
    try:
        chrom, name, strand = fields[0], fields[3], _STRANDS.get(fields[5], 0)
        start, end, thick_start, thick_end, blocks = (int(fields[column]) for column in (1, 2, 6, 7, 9))
        lengths, offsets = ([int(each) for each in fields[column].split(",") if each] for column in (10, 11))
        exons = [
            Region(chrom, start + at, start + at + bases) for at, bases in zip(offsets, lengths, strict=True)
        ]
        place = Region(chrom, start, end)
    except (ValueError, IndexError, RequestError):
        raise _wrong(where, line, "twelve columns with as many block sizes as block starts") from None
    if len(exons) != blocks or not exons or (exons[0].start, max(each.end for each in exons)) != (start, end):
        raise _wrong(where, line, f"{blocks} blocks that begin at {start} and end at {end}")
    if thick_start < thick_end and not start <= thick_start <= thick_end <= end:
        raise _wrong(where, line, "thickStart and thickEnd inside the interval")
    coding = joined(
        Region(chrom, max(each.start, thick_start), min(each.end, thick_end))
        for each in exons
        if max(each.start, thick_start) < min(each.end, thick_end)
    )
    shape = tuple(sorted(exons))
    return Gene(name, place, strand, shape, (Transcript(name, place, shape, coding),))


def _wrong(where: str, line: str, what: str) -> RequestError:
    return RequestError(f"{where}: expected {what}, got {line[:60]!r}; give a BED12 file")
