"""Pictures as numbers, and back: 0 to 1, gray [rows, columns] or colour [rows, columns, 3]."""

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from babelix.base.errors import RequestError
from babelix.base.files import atomic

MOST_PIXELS = 100_000_000


def read_image(path: Path) -> NDArray[np.uint8]:
    """Return a picture as bytes, gray [rows, columns] or colour [rows, columns, 3], upright as its camera says.

    Sixteen bits become eight, transparency is left away, of several frames the first is read. Raises `RequestError` for
    a file that is missing, no picture, damaged, or above `MOST_PIXELS`, which its header tells before it is read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # we count the pixels ourselves
            with Image.open(path) as image:
                columns, rows = image.size
                if columns * rows > MOST_PIXELS:
                    raise RequestError(
                        f"{path} has {columns:,} x {rows:,} pixels; expected at most {MOST_PIXELS:,}: make it smaller"
                    )
                return _bytes_of(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        raise RequestError(f"{path} has more than {MOST_PIXELS:,} pixels; make it smaller") from None
    except FileNotFoundError:
        raise RequestError(f"no such file: {path}") from None
    except UnidentifiedImageError:
        raise RequestError(
            f"{path} is no picture; expected PNG, JPEG, TIFF or another that Pillow reads"
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        reason = getattr(error, "strerror", None) or error
        raise RequestError(f"{path} cannot be read as a picture: {reason}") from None


def _bytes_of(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode.startswith("I"):  # 16 bits a pixel
        return _scaled(np.asarray(image, dtype=np.float64), 65535)
    if image.mode == "F":
        return _scaled(np.asarray(image, dtype=np.float64), 1)
    gray = image.mode in ("1", "L", "LA")
    return np.array(image.convert("L" if gray else "RGB"), dtype=np.uint8)


def _scaled(values: NDArray[np.float64], white: int) -> NDArray[np.uint8]:
    if not ((values >= 0) & (values <= white)).all():
        low, high = np.min(values), np.max(values)
        raise ValueError(f"its pixels are {low:g} to {high:g}; expected 0 to {white:,}")
    return np.array(values / white * 255).round().astype(np.uint8)


def write_image(path: Path, values: NDArray[np.uint8]) -> None:
    """Write bytes, gray or colour as `read_image` gives them, as PNG, whole or not at all."""
    with atomic(path) as temporary, temporary.open("wb") as file:
        Image.fromarray(values).save(file, format="PNG")
