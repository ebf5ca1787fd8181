from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.inspection.choice import RULE, Choice
from babelix.workflows.attention import show as room
from babelix.workflows.attention.examples import Example
from babelix.workflows.attention.show import Wishes, show

LABELS = ("a", " b", " c")


def read() -> AttentionSet:
    weights = np.full((2, 2, 3, 3), [0.5, 0.3, 0.2], dtype=np.float32)
    return AttentionSet((AttentionMap(weights, LABELS, LABELS, "encoder", model="toy"),), "a b c")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the model is asked for, instead of a model."""
    seen: list[object] = []

    def attention(
        model: str, texts: tuple[str, ...], target: str | None, *, generate: int, trust_code: bool
    ) -> list[AttentionSet]:
        seen.append((model, texts, target, generate, trust_code))
        return [read() for _ in texts]

    def example(name: str, model: str | None) -> Example:
        seen.append((name, model))
        return Example([read()], Choice("encoder", 0, 1, remarks=("chosen.",)))

    monkeypatch.setattr(room, "attention", attention)
    monkeypatch.setattr(room, "example", example)
    return seen


def test_texts_are_read_and_chosen_from(asked: list[object]) -> None:
    found = show(
        Wishes(texts=("a b c", "a b c"), translation="x", generate=3, word="b", layer=1, head=0, most=2)
    )
    assert asked == [("en-fr", ("a b c", "a b c"), "x", 3, False)]
    assert (found.model, found.rule, len(found.sets)) == ("toy", RULE, 2)
    assert (found.choice.kind, found.choice.layer, found.choice.head) == ("encoder", 1, 0)
    assert [[(line.layer, line.row, len(line.most)) for line in lines] for lines in found.tables] == [
        [(1, "b", 2)]
    ] * 2


def test_an_example_chooses_by_itself(asked: list[object]) -> None:
    found = show(Wishes(example="alignment", model="mine", most=1))
    assert asked == [("alignment", "mine")]
    assert found.choice.remarks == ("chosen.",)
    assert [(line.layer, line.row) for line in found.tables[0]] == [(0, "a"), (0, "b"), (0, "c")]
    assert {len(line.most) for line in found.tables[0]} == {1}


@pytest.mark.parametrize(
    ("wishes", "sentence", "setting"),
    [
        (Wishes(), "expected a text or an `example`, and not both", ("example",)),
        (Wishes(texts=("a",), example="alignment"), "expected a text or an `example`, and not both", ("example",)),
        (Wishes(texts=("a",), most=0), "`most` must be at least 1, got 0", ("most",)),
        *(
            (
                Wishes(example="alignment", **{name: value}),  # type: ignore[arg-type]
                "an `example` chooses its own word, kind, layer and head; only `model` may be given with it",
                ("example", "model"),
            )
            for name, value in {
                "translation": "x", "word": "it", "kind": "cross", "layer": 0, "head": 0, "generate": 1,
            }.items()
        ),
    ],
)  # fmt: skip
def test_what_does_not_go_together(
    asked: list[object], wishes: Wishes, sentence: str, setting: tuple[str, ...]
) -> None:
    with pytest.raises(RequestError) as caught:
        show(wishes)
    assert str(caught.value).startswith(sentence)
    assert caught.value.setting == setting
    assert asked == []


def test_a_run_is_shown(tiny_run: Path) -> None:
    found = show(Wishes(texts=("the cat sees a dog.",), model=str(tiny_run), word="cat"))
    assert found.model == "run"
    assert [line.layer for line in found.tables[0]] == [0, 1]
