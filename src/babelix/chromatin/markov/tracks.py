"""The marks of every cell and chromosome as passes over them need them, and where each chromosome ends."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.chromatin.markov.passes.steps import Steps, compile_steps
from babelix.chromatin.marks.files import Marks, read_marks
from babelix.genome.sizes import read_sizes, unknown_chromosome


@dataclass(frozen=True)
class Track:
    """The marks of one cell along one chromosome, ready for passes over them."""

    cell: str
    chrom: str
    origin: Path
    bins: int
    steps: Steps


class LengthCheck:
    """Where each chromosome ends, by a sizes file or, without one, by its bins."""

    def __init__(self, sizes: Path | None, bin_size: int) -> None:
        self.bin_size = bin_size
        self._path, self._sizes = sizes, read_sizes(sizes) if sizes is not None else None

    def end(self, track: Track) -> int:
        """Return the end of a track's last bin in bases; raise `RequestError` where the sizes file disagrees."""
        if self._sizes is None:
            return track.bins * self.bin_size
        return chromosome_end(
            track.chrom, track.bins, self.bin_size, self._sizes, str(track.origin), str(self._path)
        )


def read_tracks(
    paths: Sequence[Path], threads: int, check: Callable[[Marks], None] = lambda marks: None
) -> list[Track]:
    """Return the tracks of mark files, in the order of `paths`; only steps are kept of each file."""

    def read(path: Path) -> Track:
        marks = read_marks(path)
        check(marks)
        return Track(marks.cell, marks.chrom, path, marks.bins, compile_steps(marks))

    with ThreadPoolExecutor(threads) as pool:
        tracks = list(pool.map(read, paths))
    refuse_twice(tracks)
    return tracks


def refuse_twice(tracks: Iterable[Track]) -> None:
    """Raise `RequestError` when two files hold the same cell and chromosome."""
    seen: dict[tuple[str, str], Path] = {}
    for track in tracks:
        other = seen.setdefault((track.cell, track.chrom), track.origin)
        if other != track.origin:
            raise RequestError(
                f"{track.origin}, line 1: cell {track.cell}, chromosome {track.chrom} is also in {other}; keep one"
            )


def chromosome_end(
    chrom: str, bins: int, bin_size: int, sizes: dict[str, int], origin: str, sizes_path: str
) -> int:
    """Return the end in bases of the last of `bins` bins, clipped to the chromosome's length.

    Raises `RequestError` naming both when the chromosome is unknown, longer or shorter than the sizes file says.
    """
    if chrom not in sizes:
        raise unknown_chromosome(chrom, origin, sizes, sizes_path)
    length = sizes[chrom]
    if bins not in (length // bin_size, -(-length // bin_size)):
        relation = "longer" if bins * bin_size > length else "shorter"
        raise RequestError(
            f"{origin}: {chrom} has {bins:,} bins of {bin_size} bp ({bins * bin_size:,} bases), {relation} than the "
            f"{length:,} bases of {sizes_path}; give the sizes and the bin size the marks were made with"
        )
    return min(bins * bin_size, length)
