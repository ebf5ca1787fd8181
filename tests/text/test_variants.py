import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.text import ParallelCorpus
from babelix.text.splits import split_of
from babelix.text.variants import (
    KINDS,
    capitals,
    joined,
    lower_case,
    lower_start,
    no_stop,
    quotes_and_dashes,
    swap_numbers,
    typing_error,
    variants,
    vary,
)

PAIRS = [
    ("Tom was born in 1984.", "Tom est né en 1984."),
    ("I don't know.", "Je ne sais pas."),
    ("Mary paid 35 dollars - too much!", "Mary a payé 35 dollars : c'est trop !"),
    ('He said "hello" to Jack.', "Il a dit « bonjour » à Jack."),
    ("Pi is about 3.14, isn't it?", "Pi vaut environ 3.14, n'est-ce pas ?"),
    ("Nobody understands this sentence.", "Personne ne comprend cette phrase."),
    ("See you at www.example.org tomorrow.", "Rendez-vous sur www.example.org demain."),
    ("Is it 7?", "Est-ce 7 ?"),
]
CORPUS = ParallelCorpus([s for s, _ in PAIRS], [t for _, t in PAIRS])
SEEDS = st.integers(0, 10**9)


def altered(kind, source, target, seed):
    found = kind(source, target, Random(seed))
    assert found is not None
    return found


@given(st.sampled_from(PAIRS), SEEDS)
def test_what_no_language_changes_stays_alike_on_both_sides(pair, seed):
    found = vary(pair[0], pair[1], Random(seed))
    assert found is not None
    left, right = found
    assert (left, right) != pair
    assert Counter(re.findall(r"\d", left)) == Counter(re.findall(r"\d", right))
    for pattern in (r"\S+@\S+\.\w+", r"(?:https?://|www\.)[\w./?=-]*\w", "[\U0001f300-\U0001faff☀-➿]"):
        assert re.findall(pattern, left) == re.findall(pattern, right)
    assert not re.search(r"[\t\r\n\v\f\x85\u2028\u2029]", left + right)


@given(st.floats(0, 4), SEEDS)
def test_variants_are_the_same_for_a_seed_and_of_the_training_split(share, seed):
    found = variants(CORPUS, share, seed)
    assert found == variants(CORPUS, share, seed)
    assert len(found) <= round(share * len(CORPUS))
    assert all(split_of(source) == "train" for source in found.source)
    assert not any("\n" in line or "\t" in line for line in found.source + found.target)


@pytest.mark.slow
def test_variants_stay_in_the_training_split():
    corpus = ParallelCorpus(CORPUS.source * 50, CORPUS.target * 50)
    plain = [vary(source, target, Random(i)) for i, (source, target) in enumerate(PAIRS * 50)]
    assert {split_of(pair[0]) for pair in plain if pair} > {"train"}
    assert {split_of(source) for source in variants(corpus, 2.0, 1).source} == {"train"}


@pytest.mark.slow
def test_the_share_is_nearly_reached_and_seeds_differ():
    corpus = ParallelCorpus(CORPUS.source * 100, CORPUS.target * 100)
    one, other = variants(corpus, 1.5, 1), variants(corpus, 1.5, 2)
    assert 1100 <= len(one) <= 1200
    assert one != other
    assert len(variants(corpus, 0, 1)) == len(variants(ParallelCorpus([], []), 0.5, 1)) == 0
    assert len(variants(ParallelCorpus([], []), 2.0, 1)) == 0


def test_every_kind_is_drawn():
    drawn = dict.fromkeys(KINDS, 0)
    rng = Random(3)
    for source, target in PAIRS * 5:
        for kind in KINDS:
            drawn[kind] += kind(source, target, rng) is not None
    assert all(drawn.values())


@pytest.mark.parametrize(
    ("kind", "pair", "expected"),
    [
        (capitals, ("Go on, Zoé.", "Continue, Zoé."), ("GO ON, ZOÉ.", "CONTINUE, ZOÉ.")),
        (capitals, ("Mail a@b.org.", "Écris à a@b.org."), None),
        (capitals, ("NO!", "NON !"), None),
        (lower_case, ("I am Tom.", "Je suis Tom."), ("i am tom.", "je suis tom.")),
        (lower_start, ("Go on.", "Continue."), ("go on.", "continue.")),
        (lower_start, ("I'm off.", "Je pars."), None),
        (lower_start, ("Tom left.", "Tom est parti."), None),
        (lower_start, ("TV is dull.", "La télé est ennuyeuse."), None),
        (lower_start, ("Is it?", '"Ah bon ?"'), None),
        (no_stop, ("Go on.", "Continue."), ("Go on", "Continue")),
        (no_stop, ("Go on...", "Continue..."), None),
        (no_stop, ("Go on?", "Continue ?"), None),
        (no_stop, ("Go on.", "Continue !"), None),
        (swap_numbers, ("Is it 7?", "Est-ce sept ?"), None),
        (swap_numbers, ("At 2:30.", "À 2 h 30."), None),
        (swap_numbers, ("1 dog, 0 cats", "1 chien, 0 chat"), None),
        (swap_numbers, ("7 and 7", "7 et 7"), None),
        (swap_numbers, ("a1 b2@c3 4.com", "a1 b2@c3 4.com"), None),
        (quotes_and_dashes, ("Go on.", "Continue."), None),
        (typing_error, ("Tom and Marianne do it at 12345.", "Tom et Marianne le font."), None),
        (typing_error, ("See www.thisplace.org", "Voir www.thisplace.org"), None),
    ],
)
def test_the_kinds_by_hand(kind, pair, expected):
    assert kind(*pair, Random(1)) == expected


def test_an_exclamation_mark_is_dropped_now_and_then():
    found = [no_stop("Go on!", "Continue !", Random(seed)) for seed in range(100)]
    assert set(found) == {None, ("Go on", "Continue")}
    assert 10 < sum(pair is not None for pair in found) < 60


@given(SEEDS)
def test_numbers_change_alike_and_keep_a_shape(seed):
    left, right = altered(swap_numbers, "It is 3.14, not 2:30 or 12.", "C'est 3.14, pas 2:30 ni 12.", seed)
    shape = re.fullmatch(r"It is (\d\.\d\d), not (\d:\d\d) or (\d+)\.", left)
    assert shape is not None
    assert int(shape[3]) >= 2
    assert right == f"C'est {shape[1]}, pas {shape[2]} ni {shape[3]}."


def test_numbers_keep_what_they_count():
    for seed in range(50):
        hour = altered(swap_numbers, "Come at 9 o'clock.", "Viens à 9 heures.", seed)
        assert 2 <= int(re.findall(r"\d+", hour[0])[0]) <= 12
        day = altered(swap_numbers, "On May 8, 1945.", "Le 8 mai 1945.", seed)
        assert 2 <= int(re.findall(r"\d+", day[0])[0]) <= 28
        assert len(re.findall(r"\d+", day[1])[1]) == 4


def test_whole_numbers_come_in_many_lengths():
    found = {len(altered(swap_numbers, "Bus 7.", "Bus 7.", seed)[0]) for seed in range(200)}
    assert len(found) == 6


@given(SEEDS)
def test_quotes_and_dashes_change_on_one_side(seed):
    source = 'He said "it\'s" - no.'
    left, right = altered(quotes_and_dashes, source, "Il a dit.", seed)
    assert right == "Il a dit."
    assert left != source
    assert re.sub("[^a-z]", "", left) == re.sub("[^a-z]", "", source)
    assert len(left) == len(source)


def test_curly_quotes_become_straight():
    left, _ = altered(quotes_and_dashes, "“It’s” — no", "x", 1)
    assert left[:6] == '"It\'s"'
    assert left[7] in "-–"


@given(SEEDS)
def test_a_typing_error_is_one_letter_or_two_neighbours(seed):
    left, right = altered(typing_error, "Nobody understands 12345.", "Personne.", seed)
    assert right == "Personne."
    wrong = left.removeprefix("Nobody ").removesuffix(" 12345.")
    assert wrong != "understands"
    assert wrong[0] == "u"
    assert abs(len(wrong) - len("understands")) <= 1
    if len(wrong) == len("understands"):
        assert sorted(wrong) == sorted("understands")


def test_two_sentences_on_a_line():
    assert joined(("A.", "B !"), ("C", "D")) == ("A. C", "B ! D")
    assert joined(("A", "B."), ("C.", "D.")) is None
    assert joined(("A.", "B"), ("C.", "D.")) is None
