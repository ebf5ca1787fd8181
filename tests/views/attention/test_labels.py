import numpy as np
import pytest

from babelix.inspection.attention_map import AttentionMap
from babelix.views.attention.labels import labels, note_beside_model, shown, wrapped


def test_what_is_invisible_is_shown_by_a_sign():
    assert [shown(token) for token in ("", "  ", "a\nb", "\u202ea", "\u0301", "e\u0301")] == [
        "∅", "␣␣", "a⏎b", "�a", "◌\u0301", "e\u0301",
    ]  # fmt: skip


def test_the_space_that_begins_a_word_is_not_drawn():
    assert [shown(token) for token in (" it", "  it", " ", " \n")] == ["it", " it", "␣", " ⏎"]


def test_a_label_is_cut_after_eighteen_characters():
    assert labels([" it", "a" * 18, "a" * 19]) == ["it", "a" * 18, "a" * 17 + "…"]


def test_a_title_in_lines():
    assert wrapped("it was\ntoo wide", 8) == "it\nwas⏎too\nwide"


@pytest.mark.parametrize(
    ("model", "note", "shown"),
    [
        ("tiny", "tiny: no prediction; bins", "no prediction; bins"),
        ("tiny", "tiny bins: two", "tiny bins: two"),
        ("", ": a note", ": a note"),
    ],
)
def test_a_note_does_not_name_its_model_again(model, note, shown):
    one = AttentionMap(np.ones((1, 1, 1, 1)), ("a",), ("a",), "encoder", model=model, note=note)
    assert note_beside_model(one) == shown
