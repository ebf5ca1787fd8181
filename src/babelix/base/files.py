"""Files: read strictly, written whole or not at all."""

import codecs
import errno
import gzip
import hashlib
import json
import lzma
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from babelix.base.errors import BabelixError, RequestError, TaskError

_CHUNK = 1 << 20
_GZIP, _XZ = b"\x1f\x8b", b"\xfd7zXZ\x00"


@contextmanager
def atomic(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; rename it onto `path` when the block ends well, delete it otherwise.

    A link is followed: what it points at is written. Raises `TaskError` when the folder cannot be written or the
    disk is full, `path` then keeps its old content, and `RequestError` when `path` is there and no plain file.
    """
    path = Path(path)
    if path.is_symlink():
        path = path.resolve()
    if path.exists() and not path.is_file():
        kind = "folder" if path.is_dir() else "device or pipe"
        raise RequestError(
            f"cannot write {path}: it is a {kind}; expected a plain file, there already or not"
        )
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise TaskError(
                f"no space left on the disk while writing {path}; free some and run again"
            ) from error
        raise TaskError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def refuse_unwritable(folder: str | Path) -> None:
    """Raise `TaskError` where nothing can be written into a folder, there already or not, before work is done."""
    there = Path(folder).absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise TaskError(f"cannot write {folder}: {there} is no folder; name another")
    if not os.access(there, os.W_OK | os.X_OK):
        raise TaskError(f"cannot write {folder}: no permission to write into {there}; name another")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_text(path: str | Path, text: str) -> None:
    """Write `text` as UTF-8, atomically."""
    with atomic(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: str | Path, value: Any) -> None:
    """Write `value` as indented UTF-8 JSON, atomically."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def read_bytes(path: str | Path) -> bytes:
    """Return the whole content of `path`, gunzipped when it starts with gzip's two magic bytes."""
    path = Path(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise RequestError(f"no such file: {path}") from None
    except OSError as error:
        raise RequestError(f"cannot read {path}: {error.strerror or error}") from error
    except ValueError as error:  # a null byte in the name
        raise RequestError(f"cannot read {str(path)!r}: {error}") from None
    if content[:2] != _GZIP:
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise RequestError(f"{path} is a damaged gzip file ({error}); fetch it again") from error


def refuse_pipe(path: str | Path | None, setting: str) -> None:
    """Raise `RequestError` for a pipe, such as ``<(zcat x.gz)`` of a shell, where a file is read more than once."""
    if path is not None and Path(path).exists() and not (Path(path).is_file() or Path(path).is_dir()):
        raise RequestError(
            f"`{setting}` {path}: a pipe or device, which can be read but once; write it to a file, and give that",
            setting=setting,
        )


def unreadable(path: Path, lines: int, error: Exception) -> BabelixError:
    """Return the error for a file that cannot be read on after `lines` whole lines: damaged gzip, or the disk's."""
    if isinstance(error, EOFError | gzip.BadGzipFile | zlib.error | lzma.LZMAError):
        kind = "xz" if path.suffix == ".xz" else "gzip"
        return RequestError(
            f"{path}, after line {lines}: truncated or damaged {kind} file ({error}); fetch it again"
        )
    return RequestError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}")


def stream(
    path: str | Path, size: int = _CHUNK, refusal: Callable[[Path, int, Exception], BabelixError] = unreadable
) -> Iterator[bytes]:
    """Yield the content of a plain, gzipped or xz file in pieces of `size` bytes, the last one shorter.

    Raises `RequestError` for a missing file, and what `refusal` makes of path, lines read and fault for one that cannot
    be read to its end.
    """
    path = Path(path)
    lines = 0
    try:
        with path.open("rb") as raw:
            magic = raw.read(len(_XZ))
            raw.seek(0)
            source: IO[bytes] = raw
            if magic.startswith(_GZIP):
                source = gzip.GzipFile(fileobj=raw)  # type: ignore[assignment]
            elif magic == _XZ:
                source = lzma.LZMAFile(raw)  # noqa: SIM115
            while piece := source.read(size):
                yield piece
                lines += piece.count(b"\n")
    except FileNotFoundError:
        raise RequestError(f"no such file: {path}") from None
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise refusal(path, lines, error) from error


def whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes of `pieces` cut anew, so that each ends with a line; a last line without an end gets one."""
    rest = b""
    for piece in pieces:
        cut = piece.rfind(b"\n") + 1
        if cut == 0:
            rest += piece
            continue
        yield rest + piece[:cut]
        rest = piece[cut:]
    if rest:
        yield rest + b"\n"


def read_lines(path: str | Path) -> list[str]:
    r"""Return the lines of a plain or gzipped UTF-8 text, split at ``\n`` only, without their line ends.

    Raises `RequestError` naming the file and the line that is not UTF-8.
    """
    return decode_lines(read_bytes(path), str(path))


def decode_lines(content: bytes, origin: str) -> list[str]:
    r"""Split `content` at ``\n`` (dropping ``\r`` before it) and decode each line; a byte order mark goes.

    `origin` names the text in errors.
    """
    lines = content.split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    return list(decoded(lines, origin))


def decoded(lines: Iterable[bytes], origin: str) -> Iterator[str]:
    """Yield each line decoded as it comes, without its end; a byte order mark before the first goes.

    Raises `RequestError` naming `origin` and the line that is not UTF-8.
    """
    for number, raw in enumerate(lines, start=1):
        line = raw.removesuffix(b"\n").removesuffix(b"\r")
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RequestError(
                f"{origin}, line {number}: not UTF-8 (byte 0x{line[error.start]:02x} at column {error.start + 1}); "
                "convert the text to UTF-8 first"
            ) from None


def digest(path: str | Path, algorithm: str = "sha256") -> str:
    """Return the hexadecimal checksum of a file, read in pieces."""
    total = hashlib.new(algorithm)
    with Path(path).open("rb") as source:
        while piece := source.read(_CHUNK):
            total.update(piece)
    return total.hexdigest()
