"""The attention page: numbers, viewer and policy put into one HTML document."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap, AttentionSet, Kind
from babelix.inspection.rollout import gapless, rollout
from babelix.inspection.statistics import first_free_row, statistics
from babelix.views.attention.labels import note_beside_model
from babelix.views.attention.page import pack
from babelix.views.offline.document import Frame, described, packed
from babelix.views.offline.page import Page

_NUMBERS = ("/packed.js", "data.js", "/colour.js", "/surface.js")
_PICTURES = ("/element.js", "table.js", "lines.js", "heat.js", "overview.js", "panel.js", "save.js")
_FRAME = Frame(
    "babelix.views.attention.page",
    "viewer.html",
    ("/base.css", "viewer.css"),
    (*_NUMBERS, *_PICTURES, "viewer.js", "controls.js"),
)
_MOST_WEIGHTS = 600_000_000  # A page of more would not open in a browser.
_MOST_INLINE = 40_000_000  # Characters a notebook is asked to keep in its own file.


@dataclass(frozen=True)
class Start:
    """What the page opens with; None leaves it to the page. Layers and heads carry the model's numbers."""

    kind: Kind | None = None
    view: Literal["head", "all", "average", "rollout"] | None = None
    drawing: Literal["lines", "heat", "table"] | None = None
    layer: int | None = None
    head: int | None = None
    token: int | None = None
    """The query chosen in the first text."""
    compare: bool = True
    """Show the second text, if there is one, beside the first."""


class AttentionPage(Page):
    """A stand-alone page of the attention of one text, or of several to be compared.

    It opens from disk without network and asks nobody for anything. Raises `RequestError` when there is no
    text, more weights than a browser can hold, or a start that the first text does not have.
    """

    def __init__(
        self, sets: Sequence[AttentionSet], title: str = "Attention", start: Start | None = None
    ) -> None:
        self._sets, self._title, self._start = tuple(sets), title, start or Start()
        if not self._sets:
            raise RequestError("expected at least one text to make an attention page of, got none")
        weights = sum(_stored(one) for text in self._sets for one in text.maps)
        if weights > _MOST_WEIGHTS:
            raise RequestError(
                f"{weights:,} attention weights are more than a page can hold ({_MOST_WEIGHTS:,}); choose "
                "fewer layers or heads (AttentionMap.select) or a shorter text"
            )
        self._check_start()

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, as a notebook shows it."""
        page = self.html()
        if len(page) > _MOST_INLINE:
            return (
                f"<p>This attention page has {len(page) / 1e6:.0f} MB, too much to keep in a notebook; "
                "write it to a file with <code>.write(path)</code>.</p>"
            )
        return (
            f'<iframe title="{html.escape(self._title)}" sandbox="allow-scripts allow-downloads" '
            f'style="width:100%;height:900px;border:0" srcdoc="{html.escape(page)}"></iframe>'
        )

    def _check_start(self) -> None:
        start, first = self._start, self._sets[0]
        shown = first.get(start.kind) if start.kind else first.maps[0]
        if shown is None:
            kinds = ", ".join(one.kind for one in first.maps)
            raise RequestError(f"the first text has no {start.kind} attention to open with; it has {kinds}")
        shown.select(
            None if start.layer is None else [start.layer], None if start.head is None else [start.head]
        )
        if start.token is not None and not 0 <= start.token < len(shown.queries):
            last = len(shown.queries) - 1
            raise RequestError(f"expected a token from 0 to {last} to open with, got {start.token}")

    def pieces(self) -> Iterator[str]:
        """Yield the page from its first sign to its last."""
        about = (
            "Drawn by Babelix from the numbers in this file, without a network. Weights are kept to "
            f"within {pack.WORST_ERROR}; rollout follows Abnar and Zuidema (2020), attention and residual "
            "sharing equally."
        )
        return _FRAME.pieces(self._title, about, self._data())

    def _data(self) -> Iterator[str]:
        pairs = combinations(range(len(self._sets)), 2)
        page = {
            "title": self._title,
            "levels": pack.LEVELS,
            "power": pack.POWER,
            "start": asdict(self._start),
            "first_free_rows": {f"{i}-{j}": _free_rows(self._sets[i], self._sets[j]) for i, j in pairs},
            "texts": [
                {"title": text.title, "maps": [_described(one) for one in text.maps]} for text in self._sets
            ],
        }
        yield described("attention", page)
        for i, texts in enumerate(self._sets):
            for j, one in enumerate(texts.maps):
                for name, content in _packed(one):
                    yield packed(f"packed-{i}-{j}-{name}", content)


def _packed(attention: AttentionMap) -> Iterator[tuple[str, str]]:
    if _is_long(attention):
        yield "thumbnails", pack.packed_thumbnails(attention.weights)
        for layer, head, weights in attention:
            yield str(layer * attention.heads + head), pack.packed_head(weights, attention.causal)
    else:
        yield "heads", pack.packed_heads(attention.weights, attention.causal)
    if _has_rollout(attention):
        for layer, rolled in enumerate(rollout(attention)):
            yield f"rollout-{layer}", pack.packed_head(rolled, attention.causal)


def _described(attention: AttentionMap) -> dict[str, Any]:
    found = statistics(attention)
    values = {name: getattr(found, name) for name in ("entropy", "distance", "previous", "first", "same")}
    return {
        "kind": attention.kind,
        "causal": attention.causal,
        "queries": attention.queries,
        "keys": None if attention.keys == attention.queries else attention.keys,
        "layer_numbers": attention.layer_numbers,
        "head_numbers": attention.head_numbers,
        "generated_from": attention.generated_from,
        "model": attention.model,
        "note": note_beside_model(attention),
        "rollouts": _has_rollout(attention),
        "thumbnail": pack.thumbnail_shape(len(attention.queries), len(attention.keys)),
        "statistics": {
            name: np.round(value, 3).tolist() for name, value in values.items() if value is not None
        },
    }


def _free_rows(first: AttentionSet, second: AttentionSet) -> dict[str, int | None]:
    kinds = [one.kind for one in first.maps if second.get(one.kind)]
    return {kind: first_free_row(first, second, kind) for kind in kinds}


def _stored(attention: AttentionMap) -> int:
    _, _, queries, keys = attention.weights.shape
    matrices = attention.layers * (attention.heads + _has_rollout(attention))
    return int(matrices * (queries * (queries + 1) // 2 if attention.causal else queries * keys))


def _is_long(attention: AttentionMap) -> bool:
    return pack.thumbnail_shape(len(attention.queries), len(attention.keys)) != (0, 0)


def _has_rollout(attention: AttentionMap) -> bool:
    return attention.kind != "cross" and gapless(attention)
