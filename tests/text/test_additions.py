import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from babelix.text.additions import EMOJI, address, emoji, made_address, number

SEEDS = st.integers(0, 10**9)


@given(SEEDS)
def test_the_same_emoji_on_both_sides(seed):
    left, right = emoji("I sleep.", "Je dors.", Random(seed))
    added = left.replace("I sleep.", "").strip()
    assert added
    assert any(added.replace(mark, "") == "" for mark in EMOJI)
    assert right == left.replace("I sleep.", "Je dors.")


@given(SEEDS)
def test_the_same_address_on_both_sides(seed):
    left, right = address("I sleep.", "Je dors.", Random(seed))
    (found,) = (word.strip("().") for word in left.split() if re.search(r"\w[.@]\w", word))
    assert re.fullmatch(r"[\w./:?=@-]+", found)
    assert right.count(found) == left.count(found) == 1
    shapes = ("I sleep ({0}).", "I sleep: {0}", "I sleep. {0}")
    assert left.replace(found, "{0}").replace("{0}/", "{0}") in shapes


def test_a_question_keeps_its_mark_before_the_address():
    for seed in range(20):
        left, right = address("Why?", "Pourquoi ?", Random(seed))
        assert left.startswith("Why? ")
        assert right.startswith("Pourquoi ? ")


def test_addresses_are_of_both_kinds_and_many():
    made = {made_address(Random(seed)) for seed in range(500)}
    assert len(made) > 490
    assert {"@" in one for one in made} == {True, False}
    assert all(one.isascii() and " " not in one for one in made)


@given(SEEDS)
def test_the_same_number_on_both_sides(seed):
    left, right = number("I sleep.", "Je dors.", Random(seed))
    assert re.search(r"\d", left)
    assert "I sleep." in left
    assert right == left.replace("I sleep.", "Je dors.")
