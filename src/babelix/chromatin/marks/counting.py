"""Which bin a read counts in, and which reads count at all."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.genome.formats import reads as sam
from babelix.genome.formats.bed import Columns
from babelix.genome.formats.reads import ReadBlock
from babelix.genome.overlap import Union
from babelix.genome.sizes import unknown_chromosome


@dataclass(frozen=True)
class Counting:
    """How reads are counted; the defaults are ChromHMM's (BinarizeBed and BinarizeBam, version 1.24).

    A read counts in the bin of its 5' end moved `shift` bases downstream; in that of its middle (`center`); in every
    bin it touches (`peaks`); with `paired`, proper pairs count once, at the first mate's start moved by half the signed
    insert; `mixed` decides for every read. `offset_start` and `offset_end` are taken off the positions of a BED file.
    Secondary, supplementary, QC-failed and duplicate reads count unless dropped. `blacklist` drops every read that
    overlaps it. `skip_unknown` drops and counts reads on chromosomes without a size, an error otherwise.
    """

    bin_size: int = 200
    shift: int = 100
    center: bool = False
    peaks: bool = False
    paired: bool = False
    mixed: bool = False
    offset_start: int = 0
    offset_end: int = 1
    columns: Columns = field(default_factory=Columns)
    drop_secondary: bool = False
    drop_supplementary: bool = False
    drop_qc_failed: bool = False
    drop_duplicates: bool = False
    min_quality: int = 0
    blacklist: dict[str, Union] = field(default_factory=dict)
    skip_unknown: bool = False

    def __post_init__(self) -> None:
        """Refuse options that exclude one another."""
        if self.bin_size < 1:
            raise RequestError(f"the bin size must be at least 1 base, got {self.bin_size}")
        if self.center + self.peaks + self.paired > 1 or (self.mixed and self.paired):
            raise RequestError(
                "of `center`, `peaks` and `paired` only one can be chosen, and `mixed` replaces `paired`",
                setting=("center", "peaks", "paired", "mixed"),
            )

    def needs_strand(self) -> bool:
        """Say whether a read's strand decides its bin."""
        return not (self.center or self.peaks)


def placed(
    block: ReadBlock,
    options: Counting,
    sizes: dict[str, int],
    path: Path,
    sizes_path: Path,
    tally: "Counter[str]",
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the chromosome (index into `sizes`) and bin of every count of a block.

    `tally` counts reads under "counted" and under each reason for dropping. With `peaks` a read may count in many bins.
    """
    order = {name: index for index, name in enumerate(sizes)}
    known = np.array([order.get(name, -1) for name in block.chroms] + [-1], np.int32)
    chrom = known[block.chrom]
    kept = np.ones(len(block), bool)

    def drop(reason: str, bad: NDArray[np.bool_]) -> None:
        tally[reason] += int((bad & kept).sum())
        np.logical_and(kept, ~bad, out=kept)

    def flagged(bit: int) -> NDArray[np.bool_]:
        return np.asarray((block.flag & bit) != 0)

    drop("unmapped", flagged(sam.UNMAPPED) | (block.chrom < 0))
    for reason, bit, wanted in (
        ("secondary", sam.SECONDARY, options.drop_secondary),
        ("supplementary", sam.SUPPLEMENTARY, options.drop_supplementary),
        ("QC-failed", sam.QC_FAILED, options.drop_qc_failed),
        ("duplicate", sam.DUPLICATE, options.drop_duplicates),
    ):
        drop(reason, flagged(bit) & wanted)
    drop("low mapping quality", block.quality < options.min_quality)
    if options.paired or options.mixed:
        _refuse_single(block, options, path, kept)
        counted_mate = flagged(sam.PROPER) & flagged(sam.FIRST)
        drop("second mate or improper pair", flagged(sam.PAIRED) & ~counted_mate)
    unknown = kept & (chrom < 0)
    if unknown.any() and not options.skip_unknown:
        at = int(np.flatnonzero(unknown)[0])
        raise unknown_chromosome(
            block.chroms[block.chrom[at]], f"{path}, {block.unit} {block.line[at]}", sizes, sizes_path
        )
    drop("chromosome without size", chrom < 0)
    for name, region in options.blacklist.items():
        if name in block.chroms:
            here = block.chrom == block.chroms.index(name)
            here[here] = region.shared(block.start[here], block.end[here]) > 0
            drop("blacklisted", here)
    low, high = _bins(block, options)
    bins = np.array([size // options.bin_size for size in sizes.values()] + [0], np.int64)[chrom]
    drop("outside the bins", (high < 0) | (low >= bins))
    tally["counted"] += int(kept.sum())
    if not options.peaks:
        return chrom[kept], low[kept].astype(np.int32)
    low, high = np.maximum(low, 0)[kept], np.minimum(high, bins - 1)[kept]
    width = high - low + 1
    step = np.arange(width.sum()) - np.repeat(np.cumsum(width) - width, width)
    return np.repeat(chrom[kept], width), (np.repeat(low, width) + step).astype(np.int32)


def _refuse_single(block: ReadBlock, options: Counting, path: Path, kept: NDArray[np.bool_]) -> None:
    single = kept & ((block.flag & sam.PAIRED) == 0)
    if options.paired and single.any():
        at = block.line[int(np.flatnonzero(single)[0])]
        raise RequestError(
            f"{path}, {block.unit} {at}: `paired` was asked for and this read is not of a pair; use `mixed`",
            setting=("paired", "mixed"),
        )


def _bins(block: ReadBlock, options: Counting) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    size = options.bin_size
    begin = block.start - (options.offset_start if block.unit == "line" else 0)
    last = block.end - (options.offset_end if block.unit == "line" else 1)
    if options.peaks:
        return _quotient(begin, size), _quotient(last, size)
    if options.center:
        middle = _quotient(begin + last, 2 * size)
        return middle, middle
    forward = (block.flag & sam.REVERSE) == 0
    five_prime = np.where(forward, begin + options.shift, last - options.shift)
    if options.paired or options.mixed:
        pair = (block.flag & sam.PAIRED) != 0
        half = _quotient(block.insert, 2)
        five_prime = np.where(pair, np.where(forward, begin + half, last + half), five_prime)
    where = _quotient(five_prime, size)
    return where, where


def _quotient(value: NDArray[np.int64], by: int) -> NDArray[np.int64]:
    """Divide as Java does, towards zero: a position a little below 0 falls into bin 0."""
    return np.asarray(np.sign(value) * (np.abs(value) // by), np.int64)
