"""Downloads: from the public address, through a checked temporary file, into the cache."""

import gzip
import logging
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse

from babelix.base.errors import RequestError, TaskError
from babelix.base.files import atomic, read_bytes
from babelix.base.progress import Listener, Reporter, silent
from babelix.data.places import (
    MIRROR_VARIABLE,
    cache_folder,
    check_all,
    content_digest,
    files_in,
    is_right,
    mirror_complaint,
    mirror_folder,
)
from babelix.data.registry import Entry, File, Source, entry

if TYPE_CHECKING:
    import requests

_MEGABYTE = 1e6


def fetch(name: str, listener: Listener = silent) -> dict[str, Path]:
    """Return the paths of a data set's files by logical name, downloading into the cache what is missing.

    The mirror named by BABELIX_DATA comes first, then the cache, then the public addresses. Raises
    `RequestError` when no data set is called `name`, when a mirrored file fails its checksum or when there is
    no public address, and `TaskError` when a download fails or brings something else than expected.
    """
    wanted = entry(name)
    mirror = mirror_folder()
    if mirror is not None and (paths := files_in(mirror, wanted)) is not None:
        check_all(wanted, paths, f"replace it in the mirror, or unset {MIRROR_VARIABLE}")
        return paths
    complaint = f"; {mirror_complaint(wanted, mirror)}" if mirror is not None else ""
    cache = cache_folder()
    lacking = [key for key, file in wanted.files.items() if not _is_there(cache / file.path, file)]
    if homeless := next((key for key in lacking if wanted.files[key].source is None), None):
        raise RequestError(
            f"{homeless!r} of {name} has no pinned public address{complaint}; "
            f"point {MIRROR_VARIABLE} at a folder that holds {wanted.files[homeless].path} "
            f"({wanted.homepage})"
        )
    if lacking:
        try:
            cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".fetch.", dir=cache) as folder:
                for key in lacking:
                    _obtain(wanted, key, cache, Path(folder), listener, complaint)
        except OSError as error:
            raise TaskError(f"cannot keep {name} in {cache}: {error.strerror or error}") from error
    return {key: cache / file.path for key, file in wanted.files.items()}


def _is_there(path: Path, file: File) -> bool:
    return path.is_file() and is_right(path, file)


def _obtain(wanted: Entry, key: str, cache: Path, folder: Path, listener: Listener, complaint: str) -> None:
    file = wanted.files[key]
    source = file.source
    assert source is not None  # fetch refused the others
    archive = _retrieve(source, folder, _Bar(listener, f"fetching {wanted.name}"), complaint)
    with atomic(cache / file.path) as temporary:
        temporary.write_bytes(_extract(archive, source, gzipped=file.content is not None))
        if not is_right(temporary, file):
            raise TaskError(
                f"{source.url} no longer gives {key!r} of {wanted.name}: expected sha256 "
                f"{file.content or file.sha256}, got {content_digest(temporary)}; nothing was kept"
            )


def _retrieve(source: Source, folder: Path, bar: "_Bar", complaint: str) -> Path:
    import pooch
    import requests

    pooch.get_logger().setLevel(logging.WARNING)
    # An archive that holds several files of a data set is downloaded once.
    name = "-".join(Path(urlparse(source.url).path).parts[1:])
    downloader = pooch.HTTPDownloader(progressbar=bar, chunk_size=1 << 16)
    try:
        return Path(pooch.retrieve(source.url, source.checksum, name, folder, downloader=downloader))
    except requests.RequestException as error:
        raise TaskError(
            f"cannot download {source.url} ({_reason(error)}){complaint}; "
            f"check the network, or point {MIRROR_VARIABLE} at a folder that mirrors it"
        ) from error
    except ValueError as error:
        raise TaskError(f"{source.url} fails its checksum {source.checksum}; nothing was kept") from error


def _reason(error: "requests.RequestException") -> str:
    return type(error).__name__ if error.response is None else f"HTTP status {error.response.status_code}"


def _extract(archive: Path, source: Source, gzipped: bool) -> bytes:
    """Return the bytes to keep: the file itself, or the wanted part of it, gzipped without a date."""
    if source.member is None and source.records is None:
        content = archive.read_bytes()
        return content if content[:2] == b"\x1f\x8b" or not gzipped else gzip.compress(content, mtime=0)
    content = _member(archive, source) if source.member is not None else _content(archive, source)
    if source.records is not None:
        content = first_records(content, source.records)
    return gzip.compress(content, mtime=0) if gzipped else content


def _content(archive: Path, source: Source) -> bytes:
    try:
        return read_bytes(archive)
    except RequestError as error:
        raise TaskError(f"{source.url} is a damaged gzip file; nothing was kept") from error


def _member(archive: Path, source: Source) -> bytes:
    try:
        with zipfile.ZipFile(archive) as opened:
            return opened.read(source.member or "")
    except (zipfile.BadZipFile, zlib.error, KeyError) as error:
        raise TaskError(f"{source.url} is no zip file holding {source.member}; nothing was kept") from error


def first_records(content: bytes, count: int) -> bytes:
    """Return an IDX file cut after its first `count` records.

    IDX: two zero bytes, the type, the number of dimensions, each as a 32-bit big-endian number, the values.
    """
    if len(content) < 8 or content[:2] != b"\0\0":
        return content  # no IDX file: its checksum refuses it
    header = 4 + 4 * content[3]
    total = int.from_bytes(content[4:8], "big")
    each = (len(content) - header) // max(total, 1)
    return (
        content[:4] + count.to_bytes(4, "big") + content[8:header] + content[header : header + count * each]
    )


class _Bar:
    """What pooch expects of a progress bar, told to a `Reporter`."""

    def __init__(self, listener: Listener, task: str) -> None:
        self._listener, self._task = listener, task
        self._reporter: Reporter | None = None
        self._seen = 0
        self.total = 0  # bytes; pooch sets it before the first `update`, to 0 when the server does not say

    def update(self, amount: int) -> None:
        """Count `amount` bytes more, never beyond the total: pooch counts a part of a chunk as a whole."""
        if self._reporter is None:
            self._reporter = Reporter(self._listener, self._task, self.total / _MEGABYTE or None, "MB")
        if self.total:
            amount = min(amount, self.total - self._seen)
        if amount > 0:
            self._seen += amount
            self._reporter.advance(amount / _MEGABYTE)

    def reset(self) -> None:
        """Start over: pooch calls it before it counts the whole a second time, which `update` leaves out."""

    def close(self) -> None:
        """End the bar: nothing to do."""
