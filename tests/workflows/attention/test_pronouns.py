from typing import Any

import numpy as np
import pytest

from babelix import data
from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.evaluation.contrastive import ContrastiveAnswers
from babelix.text.contrastive import ContrastivePair
from babelix.transformer.ablation import Head
from babelix.workflows.attention import pronouns
from babelix.workflows.attention.pronouns import ablate_pronouns, pronoun_answers
from babelix.workflows.translation.run import load_run

HEAD = Head("encoder", 1, 0)
LINES = 11


class Scorer:
    """Finds the translations likelier, the nearer their number is to 0."""

    def score(self, sources, targets):
        assert sources == ["it is 3.", "it is 4.", "it is 5."]
        return [float(target) for target in targets]


def test_the_likelier_translation_is_the_answer():
    scorer: Any = Scorer()
    pairs = [
        ContrastivePair("it is 3.", "-1", "-2", "masculine"),
        ContrastivePair("it is 4.", "-2", "-1", "feminine"),
        ContrastivePair("it is 5.", "-2", "-2", "masculine"),
    ]
    found = pronoun_answers(scorer, pairs)
    assert found.correct.tolist() == [1.0, 0.0, 0.5]
    assert found.labels == ("masculine", "feminine", "masculine")


@pytest.fixture
def pairs(tmp_path, monkeypatch):
    lines = [
        f"it is {i}.\t{p} est {i}.\n" for i in range(LINES) for p in (("il", "elle"), ("elle", "il"))[i % 2]
    ]
    (tmp_path / "p.tsv").write_text("".join(lines))
    monkeypatch.setattr(data, "fetch", lambda name: {"pairs": tmp_path / "p.tsv"})


@pytest.mark.slow
@pytest.mark.usefixtures("pairs")
def test_pairs_and_heads_are_drawn_by_the_seed(tiny_run, monkeypatch):
    scored = []

    def answers(translator, drawn):
        scored.append([pair.source for pair in drawn])
        return pronoun_answers(translator, drawn)

    monkeypatch.setattr(pronouns, "pronoun_answers", answers)
    seen = []
    found = ablate_pronouns(load_run(tiny_run), HEAD, 5, samples=20, seed=3, listener=seen.append)
    rows = sorted(generator(3, "contrastive pairs").permutation(LINES)[:5])
    assert scored[0] == [f"it is {i}." for i in rows]
    # The same pairs whole, and without the head and the one other of its layer, in two ways.
    assert scored == [scored[0]] * 5
    assert seen[-1].done == seen[-1].total == 5
    effects = [(effect.heads, effect.chosen, effect.how) for effect in found.effects]
    other = Head("encoder", 1, 1)
    assert effects == [
        ([HEAD], True, "zero"), ([HEAD], True, "mean"), ([other], False, "zero"), ([other], False, "mean"),
    ]  # fmt: skip
    assert (found.pairs, found.of, found.seed, found.whole.pairs) == (5, LINES, 3, 5)


@pytest.mark.usefixtures("pairs")
def test_a_change_is_what_the_model_loses_without_the_head(tiny_run, monkeypatch):
    right = [ContrastiveAnswers(np.array(correct), ("masculine", "masculine", "feminine")) for correct in (
        [1.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.5], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0])]  # fmt: skip
    answers = iter(right)
    monkeypatch.setattr(pronouns, "pronoun_answers", lambda translator, drawn: next(answers))
    found = ablate_pronouns(load_run(tiny_run), HEAD, 3, samples=20)
    assert found.whole.accuracy.score == 1
    assert [effect.accuracy_change.score for effect in found.effects] == pytest.approx(
        [-1 / 3, -1 / 6, -1, 0]
    )
    # Balanced: the mean of two masculine pairs beside one feminine.
    assert [effect.balanced_change.score for effect in found.effects] == pytest.approx(
        [-1 / 4, -1 / 4, -1, 0]
    )
    assert [effect.score.accuracy.score for effect in found.effects] == pytest.approx([2 / 3, 5 / 6, 0, 1])


@pytest.mark.usefixtures("pairs")
def test_at_least_one_pair(tiny_run):
    with pytest.raises(RequestError, match="at least one contrastive pair, got 0"):
        ablate_pronouns(load_run(tiny_run), HEAD, 0)
