import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.inspection.choice import choose, find_word, table


def flat(tokens: list[str], kind: str, causal: bool = False, layers: int = 2, heads: int = 3) -> AttentionMap:
    n = len(tokens)
    weights = np.tril(np.ones((layers, heads, n, n))) if causal else np.ones((layers, heads, n, n))
    weights /= weights.sum(-1, keepdims=True)
    labels = tuple(tokens)
    return AttentionMap(weights.astype(np.float32), labels, labels, kind, causal=causal, model="gpt")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("labels", "word", "places"),
    [
        (["The", " cat", " sat", "."], "cat", (1, 2)),
        (["The", " wh", "ite", " it", "."], "it", (3, 4)),
        (["The", " wh", "ite", " it"], "white", (1, 3)),
        (["it", "s", " way", " it"], "it", (3, 4)),
        (["The", " didn", "'t"], "didn't", (1, 3)),
        (["[CLS]", "the", "tir", "##ed", "[SEP]"], "tired", (2, 4)),
        (["[CLS]", "bit", "##ed", "it"], "it", (3, 4)),
        (["A", "C", "G", "T"], "CG", (1, 3)),
        (["<s>", " it", " was"], "it was", (1, 3)),
        (["", " ", "it"], "it", (0, 3)),
    ],
)
def test_a_word_is_found_whole(labels: list[str], word: str, places: tuple[int, int]) -> None:
    assert find_word(labels, word) == range(*places)


@pytest.mark.parametrize("word", ["dog", "a", "sat the", ""])
def test_a_word_that_is_not_there(word: str) -> None:
    with pytest.raises(RequestError, match=rf"no word '{word}' among the tokens: The cat sat"):
        find_word(["The", " cat", " sat"], word)


def test_the_kind_follows_from_the_request() -> None:
    encoder, decoder = flat(["a", " b", " it"], "encoder"), flat(["x", " y"], "decoder", causal=True)
    cross = AttentionMap(np.full((2, 3, 2, 3), 1 / 3), (" y", "."), ("a", " b", " it"), "cross")
    text = AttentionSet((encoder, decoder, cross))
    assert choose([text]).kind == "cross"
    assert choose([text], word="it").kind == "encoder"
    assert choose([text], word="x").kind == "decoder"
    assert choose([text], "decoder").kind == "decoder"
    assert choose([AttentionSet((decoder,))]).kind == "decoder"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            {"kind": "sideways"},
            "unknown kind of attention 'sideways'; expected one of encoder, decoder, cross",
        ),
        ({"kind": "cross"}, "the text has no cross attention; it has encoder"),
        ({"layer": 7}, "has no layer 7; it has layers 0, 1"),
        ({"head": 3}, "has no head 3; it has heads 0, 1, 2"),
        ({"word": "dog"}, "no word 'dog' among the tokens: a b"),
    ],
)
def test_what_a_text_does_not_have(arguments: dict[str, object], sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        choose([AttentionSet((flat(["a", " b"], "encoder"),))], **arguments)  # type: ignore[arg-type]


def twins(causal: bool, *, same: bool = False) -> list[AttentionSet]:
    kind = "decoder" if causal else "encoder"
    ends = [" tired", " tired" if same else " wide"]
    return [AttentionSet((flat(["It", " was", " too", end], kind, causal),)) for end in ends]


def test_a_causal_row_that_cannot_depend_on_what_differs_is_told() -> None:
    (remark,) = choose(twins(True), word="was").remarks
    assert "gpt is causal: its row of 'was' has read only what both texts begin with" in remark
    assert remark.endswith("the first row that can differ is that of 'tired' and 'wide' (token 3).")
    (alike,) = choose(twins(True, same=True), word="was").remarks
    assert alike.endswith("cannot depend on a later word.")


def test_rows_that_can_depend_need_no_remark() -> None:
    assert choose(twins(False), word="was").remarks == ()
    assert choose(twins(True)).remarks == ()
    assert choose(twins(True)[:1], word="was").remarks == ()


def worked() -> AttentionSet:
    """Two layers, two heads, pieces " b" and "c" of one word; every number can be followed by hand."""
    weights = np.zeros((2, 2, 3, 3), dtype=np.float32)
    weights[:, :, :, 0] = 1
    weights[1, 0, 1] = [0.5, 0.25, 0.25]
    weights[1, 1, 1] = [0.0, 1.0, 0.0]
    weights[1, 0, 2] = [0.0, 0.0, 1.0]
    weights[1, 1, 2] = [0.5, 0.25, 0.25]
    labels = ("a", " b", "c")
    return AttentionSet((AttentionMap(weights, labels, labels, "encoder", layer_numbers=(4, 9)),))


def test_the_table_of_a_word_averages_heads_and_pieces() -> None:
    text = worked()
    ((early, late),) = table([text], choose([text], word="bc"), most=2)
    assert (early.layer, early.row, early.position) == (4, "bc", 1)
    assert [(one.token, one.position, one.weight) for one in early.most] == [("a", 0, 1.0), (" b", 1, 0.0)]
    assert late.layer == 9
    # (0.25 + 1 + 0 + 0.25) / 4 for " b"; (0.25 + 0 + 1 + 0.25) / 4 for "c": a tie goes to the earlier.
    assert [(one.token, one.weight) for one in late.most] == [(" b", 0.375), ("c", 0.375)]


def test_the_table_of_one_head_and_layer() -> None:
    text = worked()
    ((line,),) = table([text], choose([text], layer=9, head=1, word="bc"), most=1)
    assert [(one.token, one.weight) for one in line.most] == [(" b", 0.625)]


def test_the_table_without_a_word_has_a_line_for_each_row_of_the_last_layer() -> None:
    text = worked()
    (lines,) = table([text], choose([text]), most=1)
    assert [(line.layer, line.row, line.position) for line in lines] == [
        (9, "a", 0),
        (9, "b", 1),
        (9, "c", 2),
    ]
    assert lines[1].most[0].weight == 0.625
