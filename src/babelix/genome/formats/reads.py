"""Aligned reads, streamed in blocks from BED, gzipped BED or BAM."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import stream
from babelix.genome.formats.bed import Columns, blocks
from babelix.genome.sizes import refuse_other_lengths

_READS = 1 << 17
_TO_BAM = "turn it into BAM (`samtools view -b`) and let its name end in .bam"
_ALIGNMENTS = (
    (b"BAM\x01", "a BAM file", "let its name end in .bam"),
    (b"CRAM", "a CRAM file", _TO_BAM),
    *((tag, "a SAM file", _TO_BAM) for tag in (b"@HD\t", b"@SQ\t")),
)
# The bits of a SAM flag (SAM specification, section 1.4).
PAIRED, PROPER, UNMAPPED, REVERSE, FIRST = 0x1, 0x2, 0x4, 0x10, 0x40
SECONDARY, QC_FAILED, DUPLICATE, SUPPLEMENTARY = 0x100, 0x200, 0x400, 0x800


@dataclass(frozen=True)
class ReadBlock:
    """`n` reads of one file, in file order.

    `chroms` names the chromosomes that `chrom` (int32) indexes (-1: none); `start` and `end` (int64) are 0-based,
    half-open; `flag` (int32), `quality` (int16) and `insert` (int64, signed template length) as in SAM, for BED 0 or
    `REVERSE`, 255 and 0. `first` is the number of the first read, counted from 1, and `line` its lines in a BED file.
    """

    chroms: tuple[str, ...]
    chrom: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    flag: NDArray[np.int32]
    quality: NDArray[np.int16]
    insert: NDArray[np.int64]
    line: NDArray[np.int64]
    unit: str

    def __len__(self) -> int:
        return len(self.start)


def is_bam(path: str | Path) -> bool:
    """Say whether a file's name says it is a BAM file."""
    return str(path).lower().endswith(".bam")


def read_blocks(
    path: str | Path,
    columns: Columns | None = None,
    strands: bool = True,
    sizes: Mapping[str, int] | None = None,
    sizes_path: str | Path = "the sizes file",
) -> Iterator[ReadBlock]:
    """Yield the reads of a BED, BED.gz or BAM file (known by its ``.bam``) in blocks; order does not matter.

    `strands` refuses a BED line without strand, `sizes` a BAM file whose header gives other lengths. Raises
    `RequestError` naming the file, the line and the remedy.
    """
    if is_bam(path):
        return _bam(Path(path), sizes or {}, sizes_path)
    return _bed(path, columns, strands)


def _bed(path: str | Path, columns: Columns | None, strands: bool) -> Iterator[ReadBlock]:
    _refuse_alignments(path)
    for block in blocks(path, columns, strands=strands):
        found = block.intervals
        flag = np.where(found.strand < 0, REVERSE, 0).astype(np.int32)
        quality = np.full(len(found), 255, np.int16)
        insert = np.zeros(len(found), np.int64)
        yield ReadBlock(
            found.chroms, found.chrom, found.start, found.end, flag, quality, insert, block.line, "line"
        )


def _refuse_alignments(path: str | Path) -> None:
    """Tell of a file of alignments in the place of BED what it is, not which column of it is no number."""
    start = next(stream(path, 4), b"")
    for magic, what, remedy in _ALIGNMENTS:
        if start.startswith(magic):
            raise RequestError(f"{path}: expected BED, got {what}; {remedy}")


def _bam(path: Path, sizes: Mapping[str, int], sizes_path: str | Path) -> Iterator[ReadBlock]:
    import pysam

    if not path.is_file():
        raise RequestError(f"no such file: {path}")
    loudness = pysam.set_verbosity(0)
    done = 0
    rows: list[tuple[int, ...]] = []
    try:
        with pysam.AlignmentFile(str(path), "rb", check_sq=False) as source:
            chroms = tuple(source.references)
            refuse_other_lengths(path, dict(zip(chroms, source.lengths, strict=True)), sizes, sizes_path)
            for read in source.fetch(until_eof=True):
                rows.append(_row(read))
                if len(rows) == _READS:
                    yield _bam_block(chroms, rows, done)
                    done += len(rows)
                    rows = []
            yield _bam_block(chroms, rows, done)
    except (OSError, ValueError) as error:
        raise RequestError(
            f"{path}: truncated or damaged BAM file after read {done + len(rows)} ({error}); fetch it again"
        ) from None
    finally:
        pysam.set_verbosity(loudness)


def _row(read: Any) -> tuple[int, ...]:
    flag = read.flag
    if flag & UNMAPPED:
        return (-1, 0, 0, flag, read.mapping_quality, 0)
    start = read.reference_start
    return (
        read.reference_id,
        start,
        read.reference_end or start + 1,
        flag,
        read.mapping_quality,
        read.template_length,
    )


def _bam_block(chroms: tuple[str, ...], rows: list[tuple[int, ...]], done: int) -> ReadBlock:
    table = np.array(rows, np.int64).reshape(len(rows), 6)
    return ReadBlock(
        chroms,
        table[:, 0].astype(np.int32),
        table[:, 1],
        table[:, 2],
        table[:, 3].astype(np.int32),
        table[:, 4].astype(np.int16),
        table[:, 5],
        np.arange(done + 1, done + 1 + len(rows)),
        "read",
    )
