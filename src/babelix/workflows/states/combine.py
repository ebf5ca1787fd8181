"""Combine: two segmentations of the same cell into ENCODE's seven classes."""

from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.chromatin.annotation.combine import Combined, combine
from babelix.chromatin.annotation.label_table import read_labels
from babelix.chromatin.annotation.labels import BY_NAME
from babelix.chromatin.segments.beside import prefix_of
from babelix.chromatin.segments.browser import Look, write_dense
from babelix.chromatin.segments.segments import Segments, read_segments, write_segments


@dataclass(frozen=True)
class CombinedFiles:
    """The combined segmentation and the files written."""

    combined: Combined
    files: tuple[Path, ...]


@checked
def combine_files(
    first: Path,
    second: Path,
    out: Path,
    first_labels: Path | None = None,
    second_labels: Path | None = None,
) -> CombinedFiles:
    """Combine two segment files and write segments, coloured segments and the counts of each class into `out`.

    Each file's states are classes already, or its label table (as `babelix states annotate` writes it; by default
    PREFIX_labels.tsv beside the segments) turns them into classes. Raises `RequestError` when neither holds.
    """
    left, right = read_segments(first), read_segments(second)
    found = combine(left, right, _classes(first, left, first_labels), _classes(second, right, second_labels))
    files = (out / "combined_segments.bed", out / "combined_dense.bed", out / "combined_counts.tsv")
    write_segments(files[0], found.segments)
    title, names = "combined segmentation", found.segments.states
    write_dense(files[1], found.segments, Look(title, title, names, [BY_NAME[name].colour for name in names]))
    write_text(files[2], found.table())
    return CombinedFiles(found, files)


def _classes(path: Path, segments: Segments, labels: Path | None) -> dict[str, str]:
    if labels is None and set(segments.states) <= set(BY_NAME):
        return {state: state for state in segments.states}
    beside = labels or path.parent / f"{prefix_of(path)}_labels.tsv"
    if not beside.is_file():
        raise RequestError(
            f"{path}: its states ({', '.join(segments.states[:3])}, ...) are no classes and {beside} does not exist; "
            "run `babelix states annotate` on it and give its PREFIX_labels.tsv with `first_labels` or `second_labels`",
            setting=("first_labels", "second_labels"),
        )
    return read_labels(beside)
