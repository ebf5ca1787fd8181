import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.evaluation.coreference import (
    Answers,
    choose,
    coreference_score,
    correctness,
    mention_attention,
    twin_rows,
)
from babelix.evaluation.permutation import best_by_chance


def answers(correct, name="set", **labels):
    """Twins side by side, [items, layers, heads]; the right mention is the nearest in every first twin."""
    items = len(correct)
    nearest = np.arange(items) % 2 == 0
    pairs = np.arange(items) // 2
    given = {"nearest": nearest.astype(float), "first": 1.0 - nearest, "pairs": pairs, "clusters": pairs}
    return Answers(name, np.asarray(correct, dtype=float), **(given | labels))


def attention(items=13, layers=2, heads=3, keys=7, seed=5):
    return (
        np.random.default_rng(seed).dirichlet(np.ones(keys), (items, layers, heads, keys)).astype(np.float32)
    )


def one_piece_each(items, keys, places):
    counted = np.zeros((items, len(places), keys))
    for mention, place in enumerate(places):
        counted[:, mention, place] = 1
    return counted


def asked(weights, right=1, wrong=2, pronoun=4):
    items, keys = weights.shape[0], weights.shape[-1]
    pronouns = np.zeros((items, keys))
    pronouns[:, pronoun] = 1
    found = mention_attention(weights, pronouns, one_piece_each(items, keys, (right, wrong)))
    return correctness(found[:, 0], found[:, 1])


def test_a_head_that_points_right_gets_everything_and_flat_attention_half():
    weights = np.full((13, 2, 3, 7, 7), 1 / 7, dtype=np.float32)
    weights[:, 1, 2] = np.eye(7, dtype=np.float32)[1]  # every query looks at key 1
    correct = asked(weights)
    assert correct[:, 1, 2].tolist() == [1.0] * 13
    assert np.delete(correct.reshape(13, 6), 5, axis=1).tolist() == [[0.5] * 5] * 13
    assert asked(weights, right=2, wrong=1)[:, 1, 2].tolist() == [0.0] * 13
    assert choose(answers(correct)) == (1, 2)


def test_attention_to_mentions_equals_a_loop():
    weights = attention()
    rng = np.random.default_rng(3)
    pronouns, mentions = rng.random((13, 7)), rng.random((13, 2, 7))
    found = mention_attention(weights, pronouns, mentions)
    assert found.shape == (13, 2, 2, 3)
    for i, m, layer, head in ((0, 0, 0, 0), (12, 1, 1, 2), (7, 0, 1, 1)):
        expected = pronouns[i] @ weights[i, layer, head].astype(float) @ mentions[i, m]
        assert found[i, m, layer, head] == pytest.approx(expected)


def test_a_long_mention_wins_nothing():
    # Right: 1 word; wrong: 3 words of the same weight each. As a sum it would win, as a mean it ties.
    weights = np.full((1, 1, 1, 5, 5), 1 / 5, dtype=np.float32)
    mentions = np.array([[[1, 0, 0, 0, 0], [0, 1 / 3, 1 / 3, 1 / 3, 0]]])
    found = mention_attention(weights, np.eye(5)[None, 4], mentions)
    assert correctness(found[:, 0], found[:, 1]).item() == 0.5


def test_twins_are_right_together_or_not_at_all():
    # Pairs: both right, one right, both wrong, a tie and a right one, and an item without a twin.
    correct = np.array([1, 1, 1, 0, 0, 0, 0.5, 1, 1])[:, None, None]
    pairs = np.array([0, 0, 1, 1, 2, 2, 3, 3, 4])
    found = coreference_score(*[answers(correct, pairs=pairs, clusters=pairs)] * 2)
    assert found.pairs == 4
    assert found.head.accuracy.score == pytest.approx(5.5 / 9)
    assert found.head.twins.score == pytest.approx((1 + 0 + 0 + 0.5) / 4)
    assert found.head.changed == pytest.approx((1 + 0 + 1 + 0.5) / 4)
    assert twin_rows(np.array([3, 1, 3, 2, 1])).tolist() == [[1, 4], [0, 2]]


def test_baselines_that_look_at_places_get_half_the_items_and_no_pair():
    found = coreference_score(*[answers(np.ones((34, 1, 1)))] * 2)
    for row in (found.nearest, found.first, found.both):
        assert (row.accuracy.score, row.twins.score, row.changed) == (0.5, 0.0, 0.0)
        assert row.accuracy.low == row.accuracy.high == 0.5
    assert (found.head.accuracy.score, found.head.twins.score, found.head.changed) == (1.0, 1.0, 1.0)
    assert found.chance.p_value == 1 / 1001


def test_both_is_the_better_baseline_where_the_head_was_chosen():
    training = answers(np.ones((4, 1, 1)), nearest=np.array([0.0, 0, 0, 1]), first=np.array([1.0, 1, 1, 0]))
    test = answers(np.ones((4, 1, 1)), "test", first=np.array([1.0, 0, 0, 0]))
    assert coreference_score(training, test).both.accuracy.score == 0.25


def test_without_twins_only_accuracy_is_reported():
    alone = answers(np.ones((5, 1, 1)), pairs=np.arange(5), clusters=np.arange(5))
    found = coreference_score(alone, alone)
    assert found.pairs == 0
    assert found.head.twins is None
    assert found.head.changed is None


def random_answers(name, items, seed):
    correct = asked(attention(items, 12, 12, 5, seed), right=0, wrong=1, pronoun=2)
    return answers(correct, name, pairs=np.arange(items), clusters=np.arange(items))


def test_the_best_head_of_random_attention_is_what_chance_gives():
    inside = []
    for seed in range(11):
        table = random_answers("train", 101, seed)
        found = coreference_score(table, table, permutations=300, samples=10)
        inside.append(found.best_chance.low <= found.best.accuracy.score <= found.best_chance.high)
        assert found.best.accuracy.score > 0.55
    assert sum(inside) >= 9


def test_choosing_the_best_of_144_heads_on_273_items_gives_58_percent_by_chance_alone():
    null = best_by_chance(random_answers("train", 273, 1).table)
    assert null.mean() == pytest.approx(0.58, abs=0.01)
    assert np.quantile(null, 0.95) == pytest.approx(0.60, abs=0.012)


def test_a_head_chosen_by_chance_is_nothing_elsewhere():
    found = coreference_score(random_answers("train", 101, 1), random_answers("test", 307, 2))
    assert found.chance.mean == pytest.approx(0.5, abs=0.005)
    assert found.chance.low <= found.head.accuracy.score <= found.chance.high
    assert found.head.accuracy.low <= 0.5 <= found.head.accuracy.high


def test_parts_are_reported_each():
    parts = ("pro",) * 4 + ("anti",) * 2
    labelled = answers(np.array([1, 1, 1, 0, 0, 0.0])[:, None, None], parts=parts)
    found = coreference_score(labelled, labelled)
    assert {name: part.score for name, part in found.parts.items()} == {"anti": 0.0, "pro": 0.75}
    assert found.parts["pro"].signature == "n:4|clusters:2|bs:1000|seed:1"


def test_labels_must_fit_the_items():
    with pytest.raises(RequestError, match="at least one pronoun"):
        answers(np.ones((0, 1, 1)))
    with pytest.raises(RequestError, match="as many labels as items, 4"):
        answers(np.ones((4, 1, 1)), parts=("pro",) * 3)
    with pytest.raises(RequestError, match="at least one permutation, got 0"):
        best_by_chance(answers(np.ones((4, 1, 1))).table, 0)


def test_the_measure_is_stated_on_the_result():
    found = coreference_score(*[answers(np.ones((4, 1, 1)))] * 2)
    assert "words of a mention averaged" in found.rule
    assert found.head.name == "layer 0 head 0"


def test_answers_compare_the_right_mention_with_the_wrong_one():
    # Three items, right and wrong mention, one layer, two heads.
    attended = np.array(
        [[[[0.5, 0.1]], [[0.2, 0.3]]], [[[0.2, 0.4]], [[0.2, 0.1]]], [[[0.0, 0.9]], [[0.6, 0.8]]]]
    )
    labels = {name: np.arange(3.0) for name in ("nearest", "first")}
    found = Answers.of_attention(
        "s",
        attended,
        **labels,
        pairs=np.array([7, 7, 8]),
        clusters=np.array([1, 2, 2]),
        parts=("a", "b", "b"),
    )
    assert found.correct[:, 0].tolist() == [[1.0, 0.0], [0.5, 1.0], [0.0, 1.0]]
    assert (found.name, found.parts) == ("s", ("a", "b", "b"))
    assert found.pairs.tolist() == [7, 7, 8]
    assert found.clusters.tolist() == [1, 2, 2]


def test_the_head_is_chosen_on_one_set_and_reported_on_the_other():
    training, test = answers(np.array([[[1.0, 0.0]]] * 4)), answers(np.array([[[0.25, 1.0]]] * 4), "test")
    found = coreference_score(training, test)
    assert (found.head.name, found.head.accuracy.score) == ("layer 0 head 0", 0.25)
    assert (found.best.name, found.best.accuracy.score) == ("layer 0 head 1", 1.0)
