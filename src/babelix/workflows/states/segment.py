"""Segment: a model and a folder of marks to segmentations, one for each cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import at_least, checked, checked_fields
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.markov.decoding import DECODERS, decode
from babelix.chromatin.markov.model import Model, read_model
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.tracks import LengthCheck, Track, read_tracks
from babelix.chromatin.marks.errors import differing_marks
from babelix.chromatin.marks.files import Marks, mark_files, settle_bin_size
from babelix.chromatin.segments.browser import chromhmm_look, write_dense, write_expanded
from babelix.chromatin.segments.posterior import write_posterior, write_states_by_line
from babelix.chromatin.segments.segments import Segments, joined, of_bins, write_segments


@checked_fields
@dataclass(frozen=True)
class Wanted:
    """What to write beside the segments: browser tracks, posteriors, states by line; and how to decode.

    Raises `RequestError` for a decoder there is not.
    """

    decoder: str = "posterior"
    browser: bool = True
    posterior: bool = False
    by_line: bool = False

    def __post_init__(self) -> None:
        """Refuse a decoder there is not."""
        if self.decoder not in DECODERS:
            raise RequestError(
                f"`decoder` {self.decoder!r}: expected {' or '.join(DECODERS)}", setting="decoder"
            )


@dataclass(frozen=True)
class Segmented:
    """What was written: all files, and the segmentations in the order of `cells`; how much there is; bases a bin."""

    files: tuple[Path, ...]
    segmentations: tuple[Path, ...]
    cells: tuple[str, ...]
    states: int
    bins: int
    segments: int
    bin_size: int


@checked
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
    at_least(1, threads=threads)
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
    segments, segmentations = 0, []
    for cell, parts in cells.items():
        name, whole = f"{cell}_{model.states}", joined(parts)
        segments += len(whole.intervals)
        segmentations.append(out / f"{name}_segments.bed")
        write_segments(segmentations[-1], whole)
        files.append(segmentations[-1])
        if wanted.browser:
            look = chromhmm_look(name, states, letter)
            files += [out / f"{name}_dense.bed", out / f"{name}_expanded.bed"]
            write_dense(files[-2], whole, look)
            write_expanded(files[-1], whole, look)
    bins = sum(track.bins for track in tracks)
    return Segmented(
        tuple(files), tuple(segmentations), tuple(cells), model.states, bins, segments, lengths.bin_size
    )


def _same_as_model(marks: Marks, model: Model, path: Path) -> None:
    if marks.names != model.names:
        raise differing_marks(model.names, str(path), marks.names, marks.origin)
