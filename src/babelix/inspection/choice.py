"""What of an attention is shown: its kind, layer, head and the rows of one word; and the table of what it looks at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import KINDS, AttentionMap, AttentionSet, Kind
from babelix.inspection.statistics import first_free_row

RULE = "mean over the heads unless one is named, and over the pieces of the word"


@dataclass(frozen=True)
class Choice:
    """What is looked at first. Layers and heads carry the model's own numbers; None leaves them to the view."""

    kind: Kind
    layer: int | None = None
    head: int | None = None
    rows: tuple[range, ...] = ()
    """The rows of the chosen word in each text; empty when no word is chosen."""
    heads: tuple[tuple[int, int], ...] = ()
    """Heads (layer, head) to be drawn beside each other; empty for what follows from the rest."""
    all_heads: bool = False
    """Draw every head of the layer in a figure, though `head` is the one named."""
    remarks: tuple[str, ...] = ()
    """What a reader must know, a sentence each."""


@dataclass(frozen=True)
class Attended:
    """A token that is attended to: its label, its position among the keys, the weight it gets."""

    token: str
    position: int
    weight: float


@dataclass(frozen=True)
class Line:
    """A line of the table: what one row attends to most, in one layer."""

    layer: int
    row: str
    position: int
    most: tuple[Attended, ...]


def choose(
    sets: Sequence[AttentionSet],
    kind: str | None = None,
    layer: int | None = None,
    head: int | None = None,
    word: str | None = None,
) -> Choice:
    """Return the choice of these names, checked against every text.

    Without a kind: the encoder's where a word is chosen or there is nothing else, cross attention where there is some.
    Raises `RequestError` for a kind, layer, head or word that a text does not have.
    """
    named = _kind(sets[0], kind, word)
    maps = [_map(text, named) for text in sets]
    for one in maps:
        one.select(None if layer is None else [layer], None if head is None else [head])
    rows = () if word is None else tuple(find_word(one.queries, word) for one in maps)
    return Choice(named, layer, head, rows, remarks=_causal_remarks(sets, named, word, rows))


def _kind(text: AttentionSet, kind: str | None, word: str | None) -> Kind:
    if kind is not None:
        known: list[Kind] = [one for one in KINDS if one == kind]
        if not known:
            raise RequestError(f"unknown kind of attention {kind!r}; expected one of {', '.join(KINDS)}")
        return known[0]
    if word is None and text.get("cross"):
        return "cross"
    # Where a word was asked for: the first kind that has it, the encoder before the decoder.
    having = [one.kind for one in text.maps if word is None or _places(one.queries, word)]
    return having[0] if having else text.maps[0].kind


def _map(text: AttentionSet, kind: Kind) -> AttentionMap:
    one = text.get(kind)
    if one is None:
        kinds = ", ".join(each.kind for each in text.maps)
        raise RequestError(f"{text.title or 'the text'} has no {kind} attention; it has {kinds}")
    return one


def find_word(labels: Sequence[str], word: str) -> range:
    """Return the pieces of the first place where `word` stands. Raises `RequestError` listing the words there are."""
    places = _places(labels, word)
    if not places:
        raise RequestError(
            f"no word {word!r} among the tokens: {' '.join(label.strip() for label in labels)}"
        )
    return places[0]


def _places(labels: Sequence[str], word: str) -> list[range]:
    spaced = any(label[:1] == " " for label in labels)
    found = []
    for first in range(len(labels)):
        joined = ""
        for last in range(first, len(labels)):
            joined = (joined + labels[last].removeprefix("##")).lstrip()
            if joined.rstrip() == word.strip():
                # "it" is found neither in "its" nor in "bit".
                if not _goes_on(labels, first, spaced) and not _goes_on(labels, last + 1, spaced):
                    found.append(range(first, last + 1))
                break
            if not word.strip().startswith(joined):
                break
    return found


def _goes_on(labels: Sequence[str], place: int, spaced: bool) -> bool:
    """Say whether the piece at `place` goes on with the word before it; without spaces each piece is a word."""
    if not 0 < place < len(labels):
        return False
    before, label = labels[place - 1], labels[place]
    return label.startswith("##") or (spaced and before[-1:].isalnum() and label[:1].isalnum())


def _causal_remarks(
    sets: Sequence[AttentionSet], kind: Kind, word: str | None, rows: Sequence[range]
) -> tuple[str, ...]:
    if len(sets) != 2 or not rows:
        return ()
    one = _map(sets[0], kind)
    free = first_free_row(sets[0], sets[1], kind)
    if not one.causal or free == 0 or (free is not None and rows[0][-1] >= free):
        return ()
    remark = (
        f"{one.model or 'the model'} is causal: its row of {word!r} has read only what both texts begin with, so it "
        "is the same in both and cannot depend on a later word"
    )
    if free is None:
        return (f"{remark}.",)
    others = " and ".join(repr(_map(text, kind).queries[free].strip()) for text in sets)
    return (f"{remark}; the first row that can differ is that of {others} (token {free}).",)


def table(sets: Sequence[AttentionSet], choice: Choice, most: int = 5) -> list[list[Line]]:
    """Return for each text what is attended to most.

    With a word: a line for each layer (or the chosen one). Without: a line for each row of the chosen layer, the last
    when none is. Weights follow `RULE`.
    """
    tables = []
    for number, text in enumerate(sets):
        one = _map(text, choice.kind)
        layer = choice.layer
        if layer is None and not choice.rows:
            layer = one.layer_numbers[-1]
        shown = one.select(None if layer is None else [layer], None if choice.head is None else [choice.head])
        rows = [choice.rows[number]] if choice.rows else [range(i, i + 1) for i in range(len(one.queries))]
        tables.append(
            [
                Line(
                    shown.layer_numbers[place],
                    "".join(one.queries[i] for i in row).strip(" "),
                    row[0],
                    _most(weights[:, row[0] : row[-1] + 1].mean(axis=(0, 1)), one.keys, most),
                )
                for place, weights in enumerate(shown.weights)
                for row in rows
            ]
        )
    return tables


def _most(row: Float32[np.ndarray, " keys"], keys: Sequence[str], most: int) -> tuple[Attended, ...]:
    order = np.argsort(-row, kind="stable")[:most]
    return tuple(Attended(keys[key], int(key), float(row[key])) for key in order)
