import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.text import NORMALISATIONS, normalise
from babelix.text.normalise.invisible import visible

TEXT = st.text(st.characters(codec="utf-8"))


@pytest.mark.parametrize(
    ("step", "text", "expected"),
    [
        ("nfc", "e\u0301te\u0301", "\u00e9t\u00e9"),
        ("nfc", "\u00e9t\u00e9", "\u00e9t\u00e9"),
        ("nfc", "\ufb01n 1\u00bd", "\ufb01n 1\u00bd"),
        ("spaces", "\u00a0Quoi\u202f?\t Rien\u2003\u2003!  ", "Quoi ? Rien !"),
        ("spaces", "a\u200bb\ufeffc d\u3000e", "abc d e"),
        ("quotes", "l\u2019ami, \u2018un\u2019 \u201cdeux\u201d", "l'ami, 'un' \"deux\""),
        ("quotes", "\u00ab trois \u00bb", "\u00ab trois \u00bb"),
    ],
)
def test_each_step(step, text, expected):
    assert normalise(text, [step]) == expected


def test_nothing_is_done_unless_asked_for_but_what_nobody_sees_goes():
    assert normalise("e\u0301\u00a0 \u2019", []) == "e\u0301\u00a0 \u2019"
    assert normalise("co\u00adop\u200berate", []) == "cooperate"
    assert normalise(" \u3000\t\u00ad", ["nfc"]) == ""


def test_steps_apply_in_the_order_given(monkeypatch):
    monkeypatch.setitem(NORMALISATIONS, "add", lambda text: text + "\u2019")
    assert normalise("x", ["add", "quotes"]) == "x'"
    assert normalise("x", ["quotes", "add"]) == "x\u2019"


@given(TEXT, st.sampled_from([*([step] for step in NORMALISATIONS), list(NORMALISATIONS)]))
def test_twice_is_once(text, steps):
    once = normalise(text, steps)
    assert normalise(once, steps) == once


@given(TEXT)
def test_nfc_loses_nothing_a_reader_sees(text):
    assert unicodedata.normalize("NFD", normalise(text, ["nfc"])) == unicodedata.normalize(
        "NFD", visible(text)
    )


@given(TEXT)
def test_spaces_keep_every_word(text):
    plain = normalise(text, ["spaces"])
    assert "  " not in plain
    assert "".join(plain.split()) == "".join(visible(text).split())


def test_an_unknown_step_is_named_with_the_nearest():
    with pytest.raises(
        RequestError, match="unknown normalisation 'space'; did you mean 'spaces'\\?; known: nfc, "
    ):
        normalise("x", ["nfc", "space"])
