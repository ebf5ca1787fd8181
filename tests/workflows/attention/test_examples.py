from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.workflows.attention import examples as room
from babelix.workflows.attention.examples import ACTIVE, PASSIVE, TIRED, WIDE, example

BOOST = 0.25


class Reader:
    """A model of 12 layers and 2 heads that attends evenly, but for what `favours` asks of a layer and head."""

    name = "reader"

    def __init__(self, favours: dict[str, list[tuple[int, int, str]]] | None = None) -> None:
        self._favours = favours or {}

    def attention(self, text: str, target: str | None = None, *, generate: int = 0) -> AttentionSet:
        words = text.replace(".", " .").split(" ")
        labels = (words[0], *(f" {word}" for word in words[1:]))
        weights = np.full((12, 2, len(labels), len(labels)), 1 / len(labels), dtype=np.float32)
        for layer, head, word in self._favours.get(text, []):
            row = np.full(len(labels), (1 - BOOST) / (len(labels) - 1))
            row[words.index(word)] = BOOST
            weights[layer, head] = row
        own = AttentionMap(weights, labels, labels, "encoder", model=self.name)
        cross = AttentionMap(weights, labels, labels, "cross", model=self.name)
        return AttentionSet((own, cross), title=text)


def use(monkeypatch: pytest.MonkeyPatch, reader: Reader) -> None:
    monkeypatch.setattr(room, "attention", lambda _, texts, *rest: [reader.attention(text) for text in texts])


def test_the_head_that_is_right_in_both_sentences_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    # Layer 3, head 0 looks at the animal whatever follows; layer 5, head 1 is right in both.
    favours = {
        TIRED: [(3, 0, "animal"), (5, 1, "animal")],
        WIDE: [(3, 0, "animal"), (5, 1, "street")],
    }
    use(monkeypatch, Reader(favours))
    found = example("coreference")
    choice = found.choice
    assert (choice.kind, choice.layer, choice.head, choice.all_heads) == ("encoder", 5, 1, True)
    assert [text.title for text in found.sets] == [TIRED, WIDE]
    assert choice.rows == (range(7, 8), range(7, 8))
    expected = BOOST - (1 - BOOST) / 11
    assert 'layer 5, head 1 of 12 x 2 is shown first: the head whose row of "it"' in choice.remarks[0]
    assert f"here {expected:+.3f}. Chosen on these two sentences" in choice.remarks[0]


def test_it_is_told_when_no_head_is_right_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = [(layer, head, "animal") for layer in range(12) for head in range(2)]
    use(monkeypatch, Reader({TIRED: everywhere, WIDE: everywhere}))
    assert "no head does so in both, and this one misses by 0.182" in example("coreference").choice.remarks[0]


def test_the_sharpest_layer_shows_the_alignment(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Reader({TIRED: [(7, 0, "animal"), (7, 1, "animal")]}))
    choice = example("alignment").choice
    assert (choice.kind, choice.layer, choice.head) == ("cross", 7, None)
    assert choice.remarks[0].startswith(
        "layer 7 of 12 is shown: the one whose cross attention, averaged over its 2"
    )


def test_an_alignment_needs_a_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    one = AttentionSet(Reader().attention(TIRED).maps[:1])
    monkeypatch.setattr(room, "attention", lambda *_: [one])
    with pytest.raises(RequestError, match="bert translates nothing: an alignment needs a translation model"):
        example("alignment", "bert")


def test_active_and_passive_by_gpt2_when_it_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def open_model(name: str) -> Reader:
        asked.append(name)
        return Reader()

    monkeypatch.setattr(room, "open_model", open_model)
    found = example("gpt2-active-passive")
    assert asked == ["openai-community/gpt2"]
    assert [text.title for text in found.sets] == [ACTIVE, PASSIVE]
    assert found.choice.heads == ((0, 0), (2, 0), (6, 0), (11, 0))
    assert found.choice.remarks == ("head 0 of layers 0, 2, 6, 11, as in the lecture.",)


def test_active_and_passive_by_the_small_model_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_model(name: str) -> Reader:
        if name != "models/small-gpt2":
            raise RequestError(
                "no model 'gpt2' here, and the hub cannot be reached (x); give a folder that holds it"
            )
        return Reader()

    monkeypatch.setattr(room, "open_model", open_model)
    monkeypatch.setattr(room, "locate", lambda name: Path("models") / name)
    assert example("gpt2-active-passive").choice.remarks[0] == (
        "not GPT-2 but small-gpt2, trained here: no model 'gpt2' here, and the hub cannot be reached (x)."
    )


def test_the_small_model_can_be_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_model(name: str) -> Reader:
        raise RequestError(f"no model {name!r} here; shipped: none")

    monkeypatch.setattr(room, "locate", open_model)
    monkeypatch.setattr(room, "open_model", open_model)
    with pytest.raises(
        RequestError,
        match=r"^no model 'openai-community/gpt2' here; nor can small-gpt2 stand in \(no model 'small-gpt2' here\): "
        r"train it with python tools/small_gpt2.py, or name a `model`$",
    ):
        example("gpt2-active-passive")


def test_active_and_passive_by_a_named_model(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Reader())
    assert example("gpt2-active-passive", "mine").choice.kind == "encoder"


def test_an_unknown_example() -> None:
    with pytest.raises(
        RequestError,
        match=r"no example 'coreferences'; did you mean 'coreference'\?; there are coreference, alignment, gpt2-act",
    ):
        example("coreferences")
