"""Where data sets lie on this machine: the mirror named by BABELIX_DATA, then the cache."""

import hashlib
import os
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import digest, read_bytes
from babelix.data.registry import Entry, File, entry

MIRROR_VARIABLE = "BABELIX_DATA"


def cache_folder() -> Path:
    """Return the folder downloads are kept in, below the user's cache (XDG_CACHE_HOME on Linux)."""
    import pooch

    return Path(pooch.os_cache("babelix")) / "data"


def mirror_folder() -> Path | None:
    """Return the folder BABELIX_DATA names, None when it is not set. Raises `RequestError` when it is no
    folder.
    """
    value = os.environ.get(MIRROR_VARIABLE, "")
    if not value:
        return None
    if not Path(value).is_dir():
        raise RequestError(f"{MIRROR_VARIABLE} names {value!r}, which is no folder; correct it or unset it")
    return Path(value)


def find(name: str) -> dict[str, Path] | None:
    """Return the paths of the files of a data set by logical name, or None when it is not on this machine.

    Never uses the network. Raises `RequestError` when no data set is called `name`, when BABELIX_DATA names
    no folder, or when a file found fails its checksum.
    """
    wanted = entry(name)
    mirror = mirror_folder()
    if mirror is not None and (paths := files_in(mirror, wanted)) is not None:
        check_all(wanted, paths, "replace it in the mirror, or unset " + MIRROR_VARIABLE)
        return paths
    if (paths := files_in(cache_folder(), wanted)) is not None:
        check_all(wanted, paths, f"run `babelix data fetch {name}` to download it again")
        return paths
    return None


def missing(name: str) -> str:
    """Return the sentence that says why `find` returned None and what to do."""
    wanted = entry(name)
    mirror = mirror_folder()
    where = f"; {mirror_complaint(wanted, mirror)}" if mirror is not None else ""
    remedy = (
        f"point {MIRROR_VARIABLE} at a folder that has it (it comes from a mirror only)"
        if wanted.mirror_only
        else f"set {MIRROR_VARIABLE} or run `babelix data fetch {name}`"
    )
    return f"data set {name} is not here{where}: {remedy}"


def mirror_complaint(wanted: Entry, mirror: Path) -> str:
    """Say what of a data set `mirror` lacks."""
    for folder in wanted.folders:
        if not (mirror / folder).is_dir():
            return f"{MIRROR_VARIABLE} is {mirror}, which has no folder {folder!r}"
    lacking = next((f.path for f in wanted.files.values() if not (mirror / f.path).is_file()), None)
    return f"{MIRROR_VARIABLE} is {mirror}, which lacks {lacking}" if lacking else ""


def files_in(folder: Path, wanted: Entry) -> dict[str, Path] | None:
    """Return where the files of a data set lie below `folder`, None unless every one is there."""
    paths = {key: folder / file.path for key, file in wanted.files.items()}
    return paths if all(path.is_file() for path in paths.values()) else None


def check_all(wanted: Entry, paths: dict[str, Path], remedy: str) -> None:
    """Raise `RequestError` naming the first file that fails its checksum, followed by `remedy`."""
    for key, path in paths.items():
        if not is_right(path, wanted.files[key]):
            raise RequestError(
                f"{path} fails its checksum as {key!r} of {wanted.name} "
                f"(expected sha256 {wanted.files[key].sha256}, got {digest(path)}); {remedy}"
            )


def is_right(path: Path, file: File) -> bool:
    """Tell whether `path` holds the bytes of `file`, or, for a gzipped one, the same content compressed
    otherwise.
    """
    if digest(path) == file.sha256:
        return True
    return file.content is not None and content_digest(path) == file.content


def content_digest(path: Path) -> str:
    """Return the sha256 of a file's content, gunzipped when it is gzipped, as it lies when that is damaged."""
    try:
        return hashlib.sha256(read_bytes(path)).hexdigest()
    except RequestError:
        return digest(path)
