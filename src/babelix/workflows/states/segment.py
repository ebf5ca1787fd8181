"""Segment: a model and a folder of marks to segmentations, one for each cell."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.markov.decoding import chromosome_end, decode
from babelix.chromatin.markov.model import Model, read_model
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.passes.steps import Steps, compile_steps
from babelix.chromatin.marks.errors import differing_marks
from babelix.chromatin.marks.files import Marks, mark_files, read_marks, settle_bin_size
from babelix.chromatin.segments.browser import chromhmm_look, write_dense, write_expanded
from babelix.chromatin.segments.posterior import write_posterior, write_states_by_line
from babelix.chromatin.segments.segments import Segments, joined, of_bins, write_segments
from babelix.genome.sizes import read_sizes


@dataclass(frozen=True)
class Track:
    """The marks of one cell along one chromosome, ready for passes over them."""

    cell: str
    chrom: str
    origin: Path
    bins: int
    steps: Steps


@dataclass(frozen=True)
class Wanted:
    """What to write beside the segments: browser tracks, posteriors, states by line; and how to decode."""

    decoder: str = "posterior"
    browser: bool = True
    posterior: bool = False
    by_line: bool = False


@dataclass(frozen=True)
class Segmented:
    """What `segment` wrote: files, cells, bins and segments, and the bin size in bases."""

    files: tuple[Path, ...]
    cells: tuple[str, ...]
    states: int
    bins: int
    segments: int
    bin_size: int


def segment(
    model: Path,
    marks: Path,
    out: Path,
    sizes: Path | None = None,
    bin_size: int | None = None,
    wanted: Wanted = Wanted(),
    threads: int = 1,
    listener: Listener = silent,
) -> Segmented:
    """Segment every cell of the folder `marks` with the model of a file, and write the files into `out`.

    Raises `RequestError` for marks other than the model's, another bin size, and a chromosome that is longer or
    shorter than `sizes` says.
    """
    content = read_model(model)
    size = settle_bin_size(marks, bin_size, content.bin_size)
    paths = mark_files(marks)
    lengths = LengthCheck(sizes, size)
    with Sweeps(threads) as sweeps:
        tracks = read_tracks(paths, threads, lambda each: _same_as_model(each, content.model, model))
        for track in tracks:
            lengths.end(track)
        reporter = Reporter(listener, "segmenting", sum(track.bins for track in tracks), "bins")
        return segment_tracks(content.model, tracks, out, lengths, wanted, sweeps, content.letter, reporter)


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


def segment_tracks(
    model: Model,
    tracks: Sequence[Track],
    out: Path,
    lengths: LengthCheck,
    wanted: Wanted,
    sweeps: Sweeps,
    letter: str,
    reporter: Reporter,
) -> Segmented:
    """Decode `tracks` and write each cell's files, chromosomes in the order of the files' names."""
    states = tuple(f"{letter}{number + 1}" for number in range(model.states))
    cells: dict[str, list[Segments]] = {}
    files: list[Path] = []
    for track in sorted(tracks, key=lambda track: track.origin.name):
        name = f"{track.cell}_{model.states}"
        decoded = decode(model, track.steps, sweeps, wanted.decoder, wanted.posterior)
        found = of_bins(decoded.states, track.chrom, lengths.bin_size, states, lengths.end(track))
        cells.setdefault(track.cell, []).append(found)
        if decoded.posterior is not None:
            files.append(out / "POSTERIOR" / f"{name}_{track.chrom}_posterior.txt")
            write_posterior(files[-1], track.cell, track.chrom, states, decoded.posterior)
        if wanted.by_line:
            files.append(out / "STATEBYLINE" / f"{name}_{track.chrom}_statebyline.txt")
            write_states_by_line(files[-1], track.cell, track.chrom, decoded, letter)
        reporter.advance(track.bins)
    segments = 0
    for cell, parts in cells.items():
        name, whole = f"{cell}_{model.states}", joined(parts)
        segments += len(whole.intervals)
        files.append(out / f"{name}_segments.bed")
        write_segments(files[-1], whole)
        if wanted.browser:
            look = chromhmm_look(name, states, letter)
            files += [out / f"{name}_dense.bed", out / f"{name}_expanded.bed"]
            write_dense(files[-2], whole, look)
            write_expanded(files[-1], whole, look)
    bins = sum(track.bins for track in tracks)
    return Segmented(tuple(files), tuple(cells), model.states, bins, segments, lengths.bin_size)


def _same_as_model(marks: Marks, model: Model, path: Path) -> None:
    if marks.names != model.names:
        raise differing_marks(model.names, str(path), marks.names, marks.origin)
