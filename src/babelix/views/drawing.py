"""What every figure shares: a canvas without pyplot's state, files that are the same bytes every time, palettes."""

import io
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.text import Text

from babelix.base.counts import several
from babelix.base.errors import Remark, RequestError
from babelix.base.files import atomic

Form = Literal["png", "svg"]
FORMS: tuple[Form, ...] = ("png", "svg")
_LACKING = r"Glyph (\d+) .* missing from"
_TOLD = 20

# The light palette of the pages (views/offline/base.css).
HEAD_COLOURS = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#4a9fd8"),
    *("#332288", "#882255", "#117733", "#aa4499", "#666666", "#44aa99"),
)
WEIGHTS = LinearSegmentedColormap.from_list(
    "attention", ["#ffffff", "#c9dcef", "#6aa5d6", "#1f66ad", "#07264d"]
)
INK, QUIET, CHOSEN, FRAME = "#16202c", "#556070", "#ffe9b0", "#d5dae1"


def canvas(width: float, height: float, **options: Any) -> Figure:
    """Return an empty figure of this size in inches; `options` are those of matplotlib's `Figure`."""
    figure = Figure(figsize=(width, height), **options)
    FigureCanvasAgg(figure)
    return figure


def render(figure: Figure, form: Form, dots: int = 200, words: bool = True) -> bytes:
    """Return `figure` as PNG or SVG at `dots` an inch: the same figure gives the same bytes.

    Words are drawn as they are written: names come from files, and a dollar in one begins no formula.
    The words of an SVG stay words, in a font of its reader, unless `words` is off: shapes look alike everywhere.
    Elsewhere a letter that the font lacks becomes a box: a `Remark` tells which.
    """
    for text in figure.findobj(Text):
        # The powers of a logarithmic axis are formulas, which it writes as it is drawn.
        if isinstance(text, Text) and text.get_text() and r"\mathdefault" not in text.get_text():
            text.set_parse_math(False)
    metadata = {"Date": None} if form == "svg" else {"Software": None}
    style = {"svg.fonttype": "none" if words else "path", "svg.hashsalt": "babelix"}
    buffer = io.BytesIO()
    with rc_context(style), warnings.catch_warnings(record=True) as heard:
        # Said by the letter, once for every place of it: told here together.
        warnings.filterwarnings("always", _LACKING)
        figure.savefig(buffer, format=form, dpi=dots, metadata=metadata)
    lacking = []
    for each in heard:
        number = re.match(_LACKING, str(each.message))
        if number is None:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
        else:
            lacking.append(chr(int(number[1])))
    if lacking and (form == "png" or not words):
        warnings.warn(Remark(_boxes(list(dict.fromkeys(lacking)), words)), stacklevel=2)
    return buffer.getvalue()


def _boxes(letters: Sequence[str], words: bool) -> str:
    """Say which letters are boxes in a figure, and where they would not be."""
    told = [letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in letters[:_TOLD]]
    more = f" and {several(len(letters) - _TOLD, 'other')}" if len(letters) > _TOLD else ""
    remedy = "; one that ends in .svg has letters, in the fonts of its reader" if words else ""
    return f"the figure has boxes for {' '.join(told)}{more}, which its font lacks{remedy}"


def save(figure: Figure, path: str | Path, dots: int = 200, words: bool = True) -> None:
    """Write `figure` as `render` makes it, PNG or SVG as the ending of `path` says, whole or not at all.

    Raises `RequestError` for another ending.
    """
    forms = [form for form in FORMS if Path(path).suffix.lower() == f".{form}"]
    if not forms:
        raise RequestError(f"expected a figure's file to end in .png or .svg, got {Path(path).name!r}")
    with atomic(path) as temporary:
        temporary.write_bytes(render(figure, forms[0], dots, words))
