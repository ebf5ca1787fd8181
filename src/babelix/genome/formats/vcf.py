"""VCF files: every allele of every row, and why one cannot be taken."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import stream, whole_lines
from babelix.genome.formats.fasta import refuse_truncated
from babelix.genome.variant import Variant

_BASES = re.compile(r"[ACGTNacgtn]+")


@dataclass(frozen=True, slots=True)
class Allele:
    """One alternative allele: `row` counted from 1, what the row says as `text`, and the `variant`.

    Where there is none, `fate` says why: ``symbolic`` (``<DEL>``, a breakend), ``star`` (deleted by another row) or
    ``bad_row`` (no allele, or letters that are no bases).
    """

    row: int
    text: str
    variant: Variant | None
    fate: str = ""


def read_alleles(path: str | Path) -> Iterator[Allele]:
    """Yield the alleles of a VCF, plain or bgzipped, several of one row one after the other.

    Only the first five columns are read, so header lines, INFO and genotypes may lack: a library refuses such a file as
    a whole, here every row has its fate. Raises `RequestError` for a file that is not whole, is no VCF, lacks its
    ``#CHROM`` line or has no row.
    """
    for row, line in read_lines(path):
        if row:
            yield from row_alleles(row, line)


def read_lines(path: str | Path) -> Iterator[tuple[int, bytes]]:
    """Yield every line of a VCF as it stands, with its end, and the number of its row; 0 for a line that is no row.

    A byte order mark is left out, since no other program takes one. Raises what `read_alleles` does.
    """
    path = Path(path)
    if path.is_file():
        refuse_truncated(path)
    row, headed, first = 0, False, True
    for text in whole_lines(stream(path)):
        text, first = text.removeprefix(BOM_UTF8) if first else text, False
        if text.startswith(b"BCF"):
            raise RequestError(f"{path} is a BCF file; make a VCF of it with `bcftools view`")
        for line in text[:-1].split(b"\n"):
            if line.startswith(b"#") or not line.strip():
                if line.startswith(b"#CHROM "):
                    raise RequestError(
                        f"{path}: expected columns separated by tabs, got blanks; put tabs there"
                    )
                headed = headed or line.startswith(b"#CHROM")
                yield 0, line + b"\n"
                continue
            if not headed:
                shown = line[:60].decode("utf-8", "replace")
                raise RequestError(
                    f"{path}: expected a line that begins with #CHROM before the rows, got {shown!r}; give a VCF"
                )
            row += 1
            yield row, line + b"\n"
    if not row:
        raise RequestError(f"{path} holds no variant; give a VCF with rows below its #CHROM line")


def row_alleles(row: int, line: bytes) -> Iterator[Allele]:
    """Yield the alleles of a row, one at least."""
    fields = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
    if len(fields) < 5 or not fields[1].isdecimal():
        yield Allele(row, ":".join(fields)[:60], None, "bad_row")
        return
    chrom, position, _, ref, alts = fields[:5]
    for alt in alts.split(","):
        text = f"{chrom}:{position}:{ref}:{alt}"
        if alt == "*":
            fate = "star"
        elif alt.startswith("<") or "[" in alt or "]" in alt:
            fate = "symbolic"
        elif int(position) < 1 or not _BASES.fullmatch(ref) or not _BASES.fullmatch(alt) or ref == alt:
            fate = "bad_row"
        else:
            yield Allele(row, text, Variant(chrom, int(position), ref.upper(), alt.upper()))
            continue
        yield Allele(row, text, None, fate)
