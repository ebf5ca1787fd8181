"""Models by name: the ones shipped in the package, and run folders."""

import contextlib
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean

_SHIPPED = Path(str(files("babelix").joinpath("shipped")))
CARD, CARD_FIGURES = "card.md", "card.json"
DEFAULT = "en-fr"


@dataclass(frozen=True)
class ShippedModel:
    """A model that can be named: its folder and what its card says in figures."""

    name: str
    folder: Path
    figures: dict[str, Any]

    @property
    def card(self) -> str:
        """Return the card: data, recipe, cost, scores, what the model cannot do."""
        return (self.folder / CARD).read_text(encoding="utf-8")


def shipped() -> list[ShippedModel]:
    """Return the models in the package, by name."""
    folders = sorted(path.parent for path in _SHIPPED.glob(f"*/{CARD}"))
    return [
        ShippedModel(f.name, f, json.loads((f / CARD_FIGURES).read_text(encoding="utf-8"))) for f in folders
    ]


@checked
def locate(name: str) -> Path:
    """Return the folder of a shipped model or of a run. Raises `RequestError` with the nearest name."""
    names = [model.name for model in shipped()]
    if name in names:
        return _SHIPPED / name
    with contextlib.suppress(OSError):  # a name too long for a path, say
        if name and Path(name).is_dir():
            return Path(name)
    raise RequestError(
        f"no model or run folder {name[:120]!r}{did_you_mean(name, names)}; shipped: {', '.join(names) or 'none'}"
    )
