"""How large each score of each track is among many variants, and where another variant's score stands among these."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import atomic, read_bytes
from babelix.evaluation.percentile import percentiles

# Those that tell a size; the null is of indels alone.
SCORES = ("sad", "sar", "l2", "max")
# What else than its name a setting is called where another is told.
_SAID = {"views": "averaging ([bases moved, other strand read])"}
_FORM = "babelix background 1"
Sizes = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Background:
    """The sizes of `count` variants' scores, each sorted (tracks, count); `about` says what they were made with.

    `tracks` are the names of the rows. A score that some track does not have is absent.
    """

    about: Mapping[str, Any]
    tracks: tuple[str, ...]
    sizes: Mapping[str, Sizes]

    @property
    def count(self) -> int:
        """How many variants."""
        return int(next(iter(self.sizes.values())).shape[1])

    def percentile(self, track: str, score: str, value: float) -> float | None:
        """Return the percentile of a score's size, 0 to 100, by mid-rank; None for a score that is not there.

        Signs are left out on both sides: how large an effect is, not which way it goes.
        """
        if score not in self.sizes:
            return None
        known = self.sizes[score][self.tracks.index(track)]
        return float(percentiles(known, np.abs(np.float32(value))))

    def check(self, wanted: Mapping[str, Any], path: str | Path) -> None:
        """Raise `RequestError` when one of `wanted`, what now scores, is not what made the background."""
        for name, now in wanted.items():
            before = self.about.get(name)
            if name == "tracks":
                lacking = [track for track in now if track not in self.tracks]
                if not lacking:
                    continue
                before, now = f"of {', '.join(self.tracks)}", f"{', '.join(lacking)} too"
            elif before == now:
                continue
            raise RequestError(
                f"`background` {path}: its {_SAID.get(name, name)} is {before}, what scores has {now}; "
                "make one with the same settings",
                setting="background",
            )


def made(
    about: Mapping[str, Any], tracks: Sequence[str], rows: Sequence[Mapping[str, Mapping[str, float]]]
) -> Background:
    """Return the background of variants' scores by track. Raises `RequestError` for none."""
    if not rows:
        raise RequestError("no variant of the background could be scored; give others")
    sizes = {}
    for score in SCORES:
        if all(score in row[track] for row in rows for track in tracks):
            values = np.array([[row[track][score] for row in rows] for track in tracks], np.float32)
            sizes[score] = np.sort(np.abs(values), axis=1)
    return Background(dict(about), tuple(tracks), sizes)


def write_background(found: Background, path: Path) -> None:
    """Write it as numpy's .npz: `about`, JSON, with the tracks' names, then an array a score; whole or not at all."""
    about = json.dumps({"form": _FORM, "tracks": list(found.tracks), **found.about}, ensure_ascii=False)
    buffer = io.BytesIO()
    # The times of the parts are fixed, so that the same background is the same bytes.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in {"about": np.array(about), **found.sizes}.items():
            part = io.BytesIO()
            np.save(part, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), part.getvalue(), zipfile.ZIP_DEFLATED)
    with atomic(path) as temporary:
        temporary.write_bytes(buffer.getvalue())


def read_background(path: str | Path) -> Background:
    """Return the background of a file. Raises `RequestError` for one that is none."""
    content = read_bytes(path)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            about = json.loads(str(archive["about"]))
            sizes = {name: archive[name] for name in SCORES if name in archive}
        tracks = tuple(about.pop("tracks"))
        whole = about.pop("form") == _FORM and sizes
        whole = whole and all(each.ndim == 2 and len(each) == len(tracks) for each in sizes.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile):
        whole = False
    if not whole:
        raise RequestError(
            f"`background` {path}: expected a file that `babelix variants background` wrote",
            setting="background",
        )
    return Background(about, tracks, sizes)
