"""Compare: two segmentations of the same cell."""

from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.files import write_text
from babelix.chromatin.annotation.compare import SegmentsComparison, compare
from babelix.chromatin.segments.segments import read_segments


@checked
def compare_files(
    first: Path, second: Path, out: Path | None = None, by_name: bool | None = None
) -> SegmentsComparison:
    """Compare two segment files; with `out`, write the confusion (bases) and Jaccard tables into that folder.

    Raises `RequestError` for malformed files and for segmentations that share no base.
    """
    found = compare(read_segments(first), read_segments(second), by_name)
    if out is not None:
        write_text(out / "confusion.tsv", found.confusion_table())
        write_text(out / "jaccard.tsv", found.jaccard_table())
    return found
