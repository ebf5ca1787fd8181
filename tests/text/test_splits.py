import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.text import ParallelCorpus
from babelix.text.splits import SPLITS, Neighbours, buckets, references, split, split_of

WORDS = st.lists(st.sampled_from("abc"), max_size=5)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    # `printf %s 'Go.' | sha1sum` gives 0e2e...9a58, modulo 100 in a calculator 4; the others likewise.
    [("Go.", 4), ("Va !", 24), ("", 5), ("The cat 30.", 0), ("The cat 8.", 1)],
)
def test_the_bucket_by_hand(sentence, expected):
    assert buckets([sentence]) == [expected]


def test_the_rule_of_the_splits():
    sentences = [f"sentence {i}" for i in range(500)]
    assert {split_of(s) for s in sentences} == set(SPLITS)
    for sentence, bucket in zip(sentences, buckets(sentences), strict=True):
        assert split_of(sentence) == ("test" if bucket == 0 else "val" if bucket == 1 else "train")


def first(name):
    return next(s for s in map(str, range(10_000)) if split_of(s) == name)


def test_a_training_pair_whose_target_is_a_test_reference_is_dropped():
    train, val, test = map(first, SPLITS)
    corpus = ParallelCorpus([train, test, val, train, train, train], ["x", "x", "x", "y", "z", "y"])
    assert split(corpus, "train") == ParallelCorpus([train, train], ["y", "z"])
    assert split(corpus, "val") == ParallelCorpus([val], ["x"])
    assert split(corpus, "test") == ParallelCorpus([test], ["x"])


@given(st.lists(st.tuples(st.integers(0, 300).map(str), st.sampled_from("uvwxyz"))))
def test_a_sentence_never_stands_on_two_sides(pairs):
    corpus = ParallelCorpus([s for s, _ in pairs], [t for _, t in pairs])
    parts = {name: split(corpus, name) for name in SPLITS}
    sides = [set(part.source) for part in parts.values()]
    assert not sides[0] & sides[1] | sides[0] & sides[2] | sides[1] & sides[2]
    assert not set(parts["train"].target) & set(parts["test"].target)
    kept = {(s, t) for part in parts.values() for s, t in zip(part.source, part.target, strict=True)}
    assert {(s, t) for s, t in pairs} - kept <= {
        (s, t) for s, t in pairs if split_of(s) == "train" and t in parts["test"].target
    }
    assert sum(map(len, parts.values())) == len(kept)


def test_references_are_grouped_in_file_order():
    found = references(ParallelCorpus(["b", "a", "b"], ["1", "2", "3"]))
    assert found.source == ["b", "a"]
    assert found.references == [["1", "3"], ["2"]]


@pytest.mark.slow
@pytest.mark.figure
def test_the_real_file(tatoeba):
    parts = {name: split(tatoeba, name) for name in SPLITS}
    found = references(parts["test"])
    assert len(found.source) == 1196
    assert not set(parts["train"].source) & set(found.source)
    assert not set(parts["train"].target) & {t for listed in found.references for t in listed}
    neighbours = Neighbours(parts["train"].source)
    near = sum(neighbours.near(sentence) for sentence in found.source)
    assert 0.25 < near / len(found.source) < 0.45


def within_one(a, b):
    """Return whether one insertion, deletion or substitution of a word makes `b` of `a`, trying them all."""
    vocabulary = {*a, *b}
    changed = [a]
    for i in range(len(a) + 1):
        changed += [[*a[:i], word, *a[i:]] for word in vocabulary]
        if i < len(a):
            changed.append(a[:i] + a[i + 1 :])
            changed += [[*a[:i], word, *a[i + 1 :]] for word in vocabulary]
    return b in changed


@given(WORDS, st.lists(WORDS, max_size=4))
def test_near_is_an_edit_distance_of_at_most_one_word(words, others):
    neighbours = Neighbours(map(" ".join, others))
    assert neighbours.near(" ".join(words)) == any(within_one(words, other) for other in others)


def test_words_are_what_spaces_separate():
    neighbours = Neighbours(["the  cat sat", "the cat sat"])
    assert neighbours.near("the\tcat sat ")
    assert neighbours.near("the cat")
    assert neighbours.near("the cat sat down")
    assert neighbours.near("a cat sat")
    assert not neighbours.near("cat the sat")
    assert not neighbours.near("the catsat")
    assert not Neighbours([]).near("the cat sat")


def test_an_unknown_split_is_named():
    with pytest.raises(
        RequestError, match=r"unknown split 'tset'; did you mean 'test'\?; expected one of train, val, test"
    ):
        split(ParallelCorpus(["a"], ["b"]), "tset")
