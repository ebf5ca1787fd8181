import re
import runpy
import sys
from itertools import islice
from random import Random

import pytest
from benchmarks.translation.copied import made as evaluation
from benchmarks.translation.everyday import AGREEMENT, SEED, SENTENCES, read
from tools.everyday.judged import Judged
from tools.everyday.making import Lists, finished, one, pairs
from tools.everyday.slots import SLOTS, thousands

from babelix.text import read_tsv
from babelix.text.splits import Neighbours, split_of

# Thousands of pairs are made and looked through.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made():
    return list(islice(pairs(1), 6000))


def test_the_same_seed_gives_the_same_pairs_and_another_others(made):
    assert list(islice(pairs(1), 300)) == made[:300]
    assert set(islice(pairs(2), 300)) != set(made[:300])


def test_no_english_sentence_twice_and_all_of_the_training_split(made):
    english = [source for source, _ in made]
    assert len(set(english)) == len(english)
    assert {split_of(source) for source in english} == {"train"}


def test_nothing_of_the_lists_writing_is_left(made):
    for source, target in made:
        assert not re.search(r"[\[\]{}~^*|<>\t\n]|  |%l", source + target), (source, target)
        assert not re.search(r"(?<![-.\w])(?:de|que|la|je|ne|se) (?:[aeiouéê]|hésit)[^ @.]* ", target), target
        assert not re.search(r"\b(?:de|à) les? (?!voir)", target), target
        assert source[-1] in ".?!" or re.search(r": \S+$", source), source


def test_an_order_may_be_denied():
    """After a negation there is no "un" or "du": *ajoute le sel*, *n'ajoute pas le sel*."""
    for _, columns, _ in Lists().words["order"]:
        for french in columns:
            assert not re.search(r"\^(?:une?|du|des|de la|de l')\b|\bde \{", french), french
    assert finished("Ne~hésite pas, ne~hurle pas") == "N'hésite pas, ne hurle pas"


def test_every_line_can_be_made_with_tu_and_with_vous():
    lists = Lists()
    for rows in lists.lines.values():
        for row in rows:
            for seed in range(4):
                source, target = map(finished, one(lists, row, Random(seed)))
                assert not re.search(r"[\[\]{}~^*|]", source + target), row


def test_there_are_many_lines_and_idioms():
    lines = Lists().lines
    assert sum(map(len, lines.values())) >= 400
    assert len(lines["idiom"]) + len(lines["idiom_order"]) >= 150


def test_what_both_languages_write_alike_is_alike(made):
    for source, target in made:
        for pattern in (r"\S+@\S+\.\w+", r"(?:https?://|www\.)[\w./?=-]*\w"):
            assert re.findall(pattern, source) == re.findall(pattern, target)
        if re.search(r"\bI\b|first|1 [a-z]", source) is None:
            digits = [sorted(re.sub(r"\D", "", side)) for side in (source, target)]
            assert digits[0] == digits[1] or "o'clock" in source, (source, target)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("que~elle", "Qu'elle"),
        ("le livre de~Alice", "Le livre d'Alice"),
        ("le livre de~Hassan", "Le livre de Hassan"),
        ("la fête de~hier", "La fête d'hier"),
        ("il ne~est pas là", "Il n'est pas là"),
        ("ils ne~sont pas là", "Ils ne sont pas là"),
        ("oublie de~y aller", "Oublie d'y aller"),
        ("je la~ai vue", "Je l'ai vue"),
        ("près de%le parc", "Près du parc"),
        ("at 5 a.m..", "At 5 a.m."),
    ],
)
def test_elision_and_contraction(text, expected):
    assert finished(text) == expected


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("<f>She is {state}.", "Elle est content*."),
        ("{female} is here.", "{female} est venu*."),
    ],
)
def test_french_agrees(english, french):
    _, target = one(Lists(), (english, [french.replace("*", "[|e|s|es]")], None), Random(1))
    assert re.search(r"(contente|venue)\.", target)


def test_numbers_and_dates_by_hand():
    assert thousands(1234567, " ") == "1 234 567"
    assert thousands(999, ",") == "999"
    rng = Random(5)
    months = {"Fe": "fé", "Ap": "av", "Au": "ao", "De": "dé"}
    _ = {
        "Ja": "ja",
        "Fe": "fé",
        "Ma": "ma",
        "Ap": "av",
        "Ju": "ju",
        "Au": "ao",
        "Se": "se",
        "Oc": "oc",
        "De": "dé",
    }
    for _ in range(200):
        english, french = SLOTS["date"](rng)
        day, month = re.findall(r"\b\d{1,2}\b", english)[0], re.findall(r"[A-Z]\w+", english)[0]
        assert french.startswith(f"le {day} " if day != "1" else "le 1er ")
        assert months.get(month[:2], month[:2].lower()) in french.split(" ")[2]
        english, french = SLOTS["clock_full"](rng)
        assert re.findall(r"\d+", english) == re.findall(r"\d+", french)
        assert ("am" in english.replace(".", "")) == ("matin" in french)


def test_the_command_writes_a_file_of_pairs(tmp_path, monkeypatch):
    out = tmp_path / "everyday.tsv"
    monkeypatch.setattr(sys, "argv", ["everyday", str(out), "--seed", "3", "--pairs", "50"])
    runpy.run_module("tools.everyday", run_name="__main__")
    corpus = read_tsv(out)
    assert list(zip(corpus.source, corpus.target, strict=True)) == list(islice(pairs(3), 50))


def test_no_sentence_is_one_word_from_the_evaluation_lists(made):
    held_back = [row["source"] for name in ("sentences", *AGREEMENT) for row in read(name)]
    held_back += [sentence.text for sentence in evaluation(SEED, SENTENCES)]
    neighbours = Neighbours([sentence.lower() for sentence in held_back])
    assert not [source for source, _ in made if neighbours.near(source.lower())]
    # Nor has a made sentence the words of one with other names and numbers.
    held = {words(sentence) for sentence in held_back}
    assert not [source for source, _ in made if len(words(source)) > 2 and words(source) in held]


def test_what_a_model_is_judged_by_is_known_with_a_word_more_and_with_other_numbers():
    judged = Judged()
    assert judged.near("My aunt is jealous.")
    assert judged.near("My aunt is so jealous.")
    assert judged.near("my uncle is jealous.")
    assert judged.near("Turn to page 7 and do exercise 2000.")
    assert not judged.near("My uncle is so jealous.")
    assert not judged.near("The bill was paid.")


def test_a_sentence_that_is_judged_is_not_made(monkeypatch):
    first = list(islice(pairs(1), 5))
    monkeypatch.setattr(Judged, "near", lambda self, sentence: sentence in (first[1][0], first[3][0]))
    assert list(islice(pairs(1), 3)) == [first[0], first[2], first[4]]


def test_what_somebody_is_has_its_article_and_a_dish_its_adjective(made):
    french = dict(made)
    she = r"(?:She|The lady|My (?:\w*mother|sister|aunt|daughter|girlfriend)) .*\bspy\.$"
    spies = [french[each] for each in french if re.match(she, each)]
    assert spies
    assert all(target.endswith("une espionne.") for target in spies)
    assert any("une championne" in target for target in french.values())
    assert any(
        re.search(r"(?:soupe|viande|sauce|salade) .*(?:ée|de|euse|ète|ude|onne|che)\b", target)
        for target in french.values()
    )
    assert any(re.search(r"\? Je les ai \w+es\b", target) for target in french.values())


def test_signs_are_made_in_capitals_too(made):
    french = dict(made)
    capitals = {each for each in french if each.isupper() and len(each) > 10}
    assert len(capitals) > 10
    assert all(french[each].isupper() for each in capitals)
    assert not any(
        target.isupper() and len(target) > 10 and source not in capitals for source, target in made
    )


def words(sentence):
    return frozenset(re.findall(r"[a-z']{2,}", sentence.lower()))
