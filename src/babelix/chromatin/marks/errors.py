"""What is said about mark files that cannot be used: one sentence with file, line and remedy."""

import gzip
import zlib
from pathlib import Path

from babelix.base.errors import RequestError, TaskError


def describe_bad_row(block: bytes, marks: int, path: Path, first_line: int) -> RequestError:
    """Return the error for the first row of `block` that is not `marks` values of 0, 1 or 2."""
    for number, row in enumerate(block.split(b"\n"), start=first_line):
        fields = row.split(b"\t")
        if len(fields) != marks:
            return RequestError(
                f"{path}, line {number}: expected {marks} tab-separated values, one for each mark of line 2, got "
                f"{len(fields)} ({_shown(row)}); binarise again"
            )
        for field in fields:
            if field not in (b"0", b"1", b"2"):
                return RequestError(
                    f"{path}, line {number}: expected 0, 1 or 2 (missing), got {_shown(field)}; binarise again"
                )
    return RequestError(f"{path}: not a table of 0, 1 and 2 from line {first_line} on; binarise again")


def differing_marks(ours: tuple[str, ...], origin: str, theirs: tuple[str, ...], other: str) -> RequestError:
    """Return the error for two files that name different marks."""
    missing, extra = sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))
    if missing or extra:
        what = "; ".join(
            part
            for part in (
                f"lacks {', '.join(missing)}" if missing else "",
                f"adds {', '.join(extra)}" if extra else "",
            )
            if part
        )
    else:
        what = "has them in another order"
    return RequestError(
        f"{other}, line 2: marks differ from {origin}: it {what}; binarise all cells together, with one cell mark table"
    )


def damaged(path: Path, lines: int, error: Exception) -> RequestError | TaskError:
    """Return the error for a file that cannot be read to its end; `lines` were read before."""
    if isinstance(error, EOFError | gzip.BadGzipFile | zlib.error):
        return RequestError(
            f"{path}, after line {lines}: truncated or damaged gzip file ({error}); fetch it or binarise again"
        )
    return TaskError(f"cannot read {path}: {error}; check the disk and run again")


def _shown(text: bytes) -> str:
    return repr(text[:40].decode("utf-8", "replace"))
