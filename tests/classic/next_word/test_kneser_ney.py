from collections import Counter, defaultdict

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.next_word.kneser_ney import FALLBACK, KneserNey, discounts

V, ORDER = 31, 4


@pytest.fixture(scope="module")
def ids():
    rng = np.random.default_rng(3)
    found = []
    for _ in range(151):
        word = 1
        for _ in range(rng.integers(1, 9)):  # each word leans on the one before
            word = int(1 + (word * 3 + rng.geometric(0.3)) % (V - 2))
            found.append(word)
        found.append(0)
    return np.array(found, np.int32)


def oracle(ids, order):
    """The equations with dictionaries of tuples, a beginning of its own: p(word, context)."""
    sentences, sentence = [], []
    for each in ids.tolist():
        sentence.append(each)
        if each == 0:
            sentences.append(["<s>", *sentence])
            sentence = []
    raw = [
        Counter(tuple(s[i : i + k]) for s in sentences for i in range(len(s) - k + 1))
        for k in range(1, order + 1)
    ]
    del raw[0][("<s>",)]
    counts = []
    for k in range(1, order + 1):
        if k == order:
            counts.append(dict(raw[k - 1]))
            continue
        before = defaultdict(set)
        for gram in raw[k]:
            before[gram[1:]].add(gram[0])
        counts.append({g: raw[k - 1][g] if g[0] == "<s>" else len(before[g]) for g in raw[k - 1]})
    D = [(0.0, *discounts(np.array(list(c.values()), float))) for c in counts]

    def p(word, context):
        if len(context) == 0:
            following, lower = {g[-1]: c for g, c in counts[0].items()}, 1 / V
        else:
            following = {g[-1]: c for g, c in counts[len(context)].items() if g[:-1] == context}
            lower = p(word, context[1:])
        if not following:
            return lower
        off, total = D[len(context)], sum(following.values())
        left = sum(off[min(c, 3)] for c in following.values()) / total
        count = following.get(word, 0)
        return max(count - off[min(count, 3)], 0) / total + left * lower

    return p


def test_it_is_the_equations_with_dictionaries(ids):
    model = KneserNey.count(ids, V, ORDER)
    assert all(each != FALLBACK for each in model.discounts[1:3])
    p = oracle(ids, ORDER)
    new = np.array([5, 9, 2, 7, 0, 12, 3, 0, 1, 0], np.int32)
    at = 0
    found = np.exp(-model.score(new).astype(float))
    for sentence in (["<s>", 5, 9, 2, 7, 0], ["<s>", 12, 3, 0], ["<s>", 1, 0]):
        for place in range(1, len(sentence)):
            context = tuple(sentence[max(0, place - ORDER + 1) : place])
            assert found[at] == pytest.approx(p(sentence[place], context), rel=1e-6), (sentence, place)
            at += 1
    assert at == len(new)


@pytest.mark.parametrize("context", [[0], [0, 3], [3, 4, 5], [4, 12, 12, 12, 1], [0, 3, 0, 2], [12]])
def test_next_words_sum_to_one_and_are_what_is_scored(ids, context):
    model = KneserNey.count(ids, V, ORDER)
    p = model.next_words(context)
    assert p.sum() == pytest.approx(1)
    if context[0] == 0:
        for word in (0, 5):
            assert -np.log(p[word]) == pytest.approx(
                model.score(np.array([*context[1:], word]))[-1], rel=1e-6
            )


def test_discounts_by_hand():
    """n_1 .. n_4 = 6, 3, 2, 1: Y = 6/12, D = 1 - 2 Y 3/6, 2 - 3 Y 2/3, 3 - 4 Y 1/2."""
    a = np.array([1] * 6 + [2] * 3 + [3] * 2 + [4] + [9], float)
    assert discounts(a) == pytest.approx((0.5, 1.0, 2.0))
    assert discounts(np.array([1.0, 2.0])) == FALLBACK


def test_what_was_never_seen_by_hand():
    """Of the words 3 | 4 | end, 4 | 3 | end: contexts of two words "<s> 4" and "4 3" are new, "3 4" and "<s> 3" not."""
    model = KneserNey.count(np.array([3, 4, 0, 3, 3, 4, 0]), 5, 3)
    asked = np.array([3, 4, 0, 4, 3, 0])
    assert model.unseen(asked, 2) == pytest.approx(2 / 6)
    assert model.unseen(asked, 1) == 0
    with pytest.raises(RequestError, match="a window of 3 words: expected 1 to 2"):
        model.unseen(asked, 3)


def test_arrays_give_the_model_back(ids):
    model = KneserNey.count(ids, V, 3)
    again = KneserNey.of(model.arrays(), V, "here")
    np.testing.assert_array_equal(again.score(ids), model.score(ids))
    assert (again.size, again.order, again.discounts) == (model.size, 3, model.discounts)
    arrays = dict(model.arrays())
    del arrays["2.gamma"]
    with pytest.raises(RequestError, match=r"here holds no n-grams over 31 words: it lacks 2\.gamma"):
        KneserNey.of(arrays, V, "here")
    with pytest.raises(RequestError, match="holds no n-grams over 12 words"):
        KneserNey.of(model.arrays(), 12, "here")


def test_rare_n_grams_give_their_share_to_the_shorter_order(ids):
    whole, kept = KneserNey.count(ids, V, 3), KneserNey.count(ids, V, 3, least=2)
    assert kept.size < whole.size
    assert kept.next_words([0, 3]).sum() == pytest.approx(1)
    gone = np.setdiff1d(whole.levels[2].keys, kept.levels[2].keys)
    context, word = divmod(int(gone[0]), V)
    first, second = divmod(int(whole.levels[1].keys[context]), V)
    shorter = KneserNey(V, whole.levels[:2], whole.discounts[:2]).next_words([first, second])[word]
    expected = kept.levels[2].gamma[context] * shorter
    assert kept.next_words([first, second])[word] == pytest.approx(expected)
    assert kept.next_words([first, second]).sum() == pytest.approx(1)
