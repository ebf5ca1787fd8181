"""Attention of any model by name: ours, a run folder, a local folder of `transformers`, the hub."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.text.normalise.invisible import is_blank
from babelix.training.device import best_device
from babelix.workflows.runs.folder import SETTINGS
from babelix.workflows.runs.shipped import CARD_FIGURES, DEFAULT, shipped
from babelix.workflows.translation.run import Run, load_run
from babelix.workflows.translation.translator import Translator


class Attentive(Protocol):
    """A model that shows its attention."""

    @property
    def name(self) -> str:
        """How the reader should see it named."""

    def attention(self, text: str, target: str | None = None, *, generate: int = 0) -> AttentionSet:
        """Return the attention of one text and what it is translated to, or continued with."""


@checked
def attention(
    model: str = DEFAULT,
    texts: Sequence[str] = (),
    target: str | None = None,
    *,
    generate: int = 0,
    trust_code: bool = False,
) -> list[AttentionSet]:
    """Return the attention of each text by one model: a shipped one, a run, a transformers folder or a hub name.

    `target` is a given translation (continuation, for a decoder) of the only text; without it a translation model
    writes its own, and a decoder goes on for `generate` tokens. Code that comes with a
    model runs with `trust_code` only. Raises `RequestError` when there is no text or a target for several, an empty
    text, or one longer than the model takes.
    """
    if not texts:
        raise RequestError("expected a text to show the attention of, got none")
    if target is not None and len(texts) > 1:
        raise RequestError(f"expected one text beside a given translation, got {len(texts)}")
    opened = open_model(model, trust_code=trust_code)
    return [opened.attention(text, target, generate=generate) for text in texts]


@checked
def open_model(name: str, *, trust_code: bool = False) -> Attentive:
    """Return the model of that name: a shipped one, a folder, else one of the hub's. Raises `RequestError`."""
    models = {model.name: model for model in shipped()}
    known = models.get(name)
    folder = known.folder if known else Path(name)
    if (folder / SETTINGS).is_file():
        run = load_run(folder)
        run.model.to(best_device())
        return _Own(run)
    from babelix import foreign

    if folder.is_dir():
        return replace(foreign.load(str(folder), trust_code=trust_code), note=_note(folder))
    try:
        return foreign.load(name, trust_code=trust_code)
    except RequestError as error:
        raise RequestError(
            f"{error}{did_you_mean(name, models)}; shipped: {', '.join(models) or 'none'}",
            setting=error.setting,
        ) from error


def _note(folder: Path) -> str:
    """Return what the card in a model's folder says its reader must know."""
    card = folder / CARD_FIGURES
    return str(json.loads(card.read_text(encoding="utf-8")).get("note", "")) if card.is_file() else ""


class _Own:
    """Our translator as one that shows attention: its limits told, what it wrote itself marked."""

    def __init__(self, run: Run) -> None:
        self._run, self._longest = run, run.settings.data.max_tokens
        self._translator = Translator.of_run(run)

    @property
    def name(self) -> str:
        return self._run.name

    def attention(self, text: str, target: str | None = None, *, generate: int = 0) -> AttentionSet:
        if generate:
            raise RequestError(
                f"{self.name} is no decoder: it continues no text; leave out the tokens to generate"
            )
        if is_blank(text):
            raise RequestError("expected a text, got an empty one; give at least one word")
        for what, given in (("the text", text), ("the translation", target or "")):
            tokens = self._translator.count_tokens([given])
            if tokens > self._longest:
                raise RequestError(
                    f"{what} takes {tokens} tokens, more than the {self._longest} of {self.name}; shorten it"
                )
        found = self._translator.attention(text, target)
        return found if target is not None else replace(found, maps=tuple(map(_generated, found.maps)))


def _generated(one: AttentionMap) -> AttentionMap:
    """Mark what the model wrote: all that cross attention chose, all that the decoder read but its start."""
    places = {"decoder": min(1, len(one.queries)), "cross": 0}
    return replace(one, generated_from=places.get(one.kind))
