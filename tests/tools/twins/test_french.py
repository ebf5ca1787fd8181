"""Elision, contraction, determiners and plurals, on words with known forms."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.twins.first import phrase
from tools.twins.french import ARTICLE, agreed, determined, future, joined, opens_with_vowel, plural
from tools.twins.words import Lists


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (f"parce que il a peur de {ARTICLE}le âne", "parce qu'il a peur de l'âne"),
        (f"il a peur de {ARTICLE}le chien", "il a peur du chien"),
        (f"il a peur de {ARTICLE}les oies", "il a peur des oies"),
        (f"grimper à {ARTICLE}le mur", "grimper au mur"),
        (f"grimper à {ARTICLE}la haie", "grimper à la haie"),
        (f"{ARTICLE}le hérisson ne a pas", "le hérisson n'a pas"),
        ("je ne ai pas essayé de entrer", "je n'ai pas essayé d'entrer"),
        ("ne se est pas arrêté", "ne s'est pas arrêté"),
        ("même si il pleut, même si elle dort", "même s'il pleut, même si elle dort"),
        ("je le ai, je la aime", "je l'ai, je l'aime"),
        ("il refuse de le manger", "il refuse de le manger"),
        ("plutôt que une hache", "plutôt qu'une hache"),
    ],
)
def test_words_are_joined_as_french_joins_them(parts: str, expected: str) -> None:
    assert joined(parts) == expected


@pytest.mark.parametrize(
    ("determiner", "noun", "gender", "expected"),
    [
        ("this", "oiseau", "m", "cet oiseau"),
        ("this", "hérisson", "m", "ce hérisson"),
        ("my", "échelle", "f", "mon échelle"),
        ("my", "hache", "f", "ma hache"),
        ("her", "hutte", "f", "sa hutte"),
        ("our", "île", "f", "notre île"),
        ("a", "armoire", "f", "une armoire"),
        ("that", "yacht", "m", "ce yacht"),
    ],
)
def test_determiners_agree_and_avoid_two_vowels(
    determiner: str, noun: str, gender: str, expected: str
) -> None:
    assert determined(determiner, noun, gender, False) == expected


@pytest.mark.parametrize(
    ("word", "adjective", "expected"),
    [
        ("chapeau", False, "chapeaux"), ("tuyau", False, "tuyaux"),
        ("pomme de terre", False, "pommes de terre"), ("souris", False, "souris"),
        ("cheval", False, "chevaux"), ("portail", False, "portails"), ("cerf-volant", False, "cerfs-volants"),
        ("lave-vaisselle", False, "lave-vaisselle"), ("chou", False, "choux"), ("journal", False, "journaux"),
        ("peu profond", True, "peu profonds"), ("bancal", True, "bancals"), ("beau", True, "beaux"),
        ("en retard", True, "en retard"), ("sans fond", True, "sans fond"),
        ("bleu", True, "bleus"), ("mou", True, "mous"),
    ],
)  # fmt: skip
def test_plurals(word: str, adjective: bool, expected: str) -> None:
    assert plural(word, adjective) == expected


def test_adjectives_agree_in_number() -> None:
    assert agreed(("peu_fiable", "peu_fiable"), "f", True) == "peu fiables"
    assert agreed(("nouveau", "nouvelle"), "f", True) == "nouvelles"
    assert agreed(("nouveau", "nouvelle"), "m", True) == "nouveaux"


def test_the_future_of_regular_verbs() -> None:
    assert [future(v) for v in ("entrer", "fendre", "franchir")] == ["entrera", "fendra", "franchira"]


@given(data=st.data())
def test_no_noun_is_met_by_two_vowels_and_contractions_are_made(data: st.DataObject, lists: Lists) -> None:
    noun = lists.nouns[data.draw(st.sampled_from(sorted(lists.nouns)))]
    determiner = data.draw(st.sampled_from(["the", "this", "my", "his", "our", "a"]))
    text = joined(f"il a peur de {phrase(noun, determiner, data.draw(st.booleans()), lists).french}")
    words = text.split()
    for one, two in pairwise(words):
        assert not (one in ("le", "la", "de", "ce", "ma", "sa") and opens_with_vowel(two)), text
        assert (one, two) not in {("de", "le"), ("de", "les"), ("à", "le"), ("à", "les")}, text
    assert ARTICLE not in text
