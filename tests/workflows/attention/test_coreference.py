import gzip
import json

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.progress import Reporter, silent
from babelix.text.coreference import read_twins
from babelix.workflows.attention import coreference as workflow
from babelix.workflows.attention import pronouns
from babelix.workflows.attention.coreference import (
    answers,
    attention_to_mentions,
    coreference,
    measure,
    questions,
)
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.translator import Translator


@pytest.fixture(scope="module")
def run(tiny_run):
    return load_run(tiny_run)


@pytest.fixture
def sets(tmp_path, monkeypatch):
    """A small Winograd file and small contrastive pairs instead of the real ones."""
    lines = []
    for split, twins in (("train", read_twins()[:14]), ("test", read_twins()[14:24])):
        for q in twins:
            tokens = q.text.replace(".", " .").split()

            def place(span, tokens=tokens, text=q.text):
                words = span.of(text).split()
                starts = range(len(tokens) - len(words) + 1)
                return next([i, i + len(words)] for i in starts if tokens[i : i + len(words)] == words)

            mentions = [
                [s.of(q.text), place(s), s.of(q.text).split(), s == q.right] for s in (q.right, q.wrong)
            ]
            asked = ["it", place(q.pronoun), ["it"]]
            fields = ["en", f"wsc_naive.{split}", "?", q.text]
            lines.append("\t".join([*fields, *(json.dumps(f) for f in (tokens, asked, mentions))]))
    (tmp_path / "w.tsv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    right, wrong = ("il", "elle") * 4, ("elle", "il") * 4
    pairs = [f"it is {i}.\t{p} est {i}.\n" for i in range(8) for p in (right[i], wrong[i])]
    (tmp_path / "p.tsv").write_text("".join(pairs))
    places = {
        "winograd-dpr": {"pronouns": tmp_path / "w.tsv.gz"},
        "pronouns-en-fr": {"pairs": tmp_path / "p.tsv"},
    }
    for module in (workflow, pronouns):
        monkeypatch.setattr(module.data, "fetch", places.__getitem__)


@pytest.mark.slow
def test_attention_to_mentions_is_that_of_one_sentence_at_a_time(run):
    asked = read_twins()[:11]
    found = attention_to_mentions(run, asked, Reporter(silent, "reading", len(asked), "sentences"))
    translator = Translator.of_run(run)
    assert found.shape == (11, 2, 2, 2)
    for question, values in zip(asked, found, strict=True):
        attention = translator.attention(question.text, "le chat.").get("encoder")
        starts = np.cumsum([0, *(len(label) for label in attention.keys[:-1])])
        ends = [start + len(label) for start, label in zip(starts, attention.keys, strict=True)]
        ends[-1] = starts[-1]  # the end token covers nothing

        def covered(start, end, starts=starts, ends=ends):
            return [k for k in range(len(starts)) if starts[k] < end and ends[k] > start]

        rows = attention.weights[:, :, covered(*question.pronoun)].mean(axis=2)
        for mention, span in zip(values, (question.right, question.wrong), strict=True):
            words, at = span.of(question.text).split(), span.start
            sums = []
            for word in words:
                at = question.text.index(word, at)
                sums.append(rows[:, :, covered(at, at + len(word))].sum(axis=-1))
                at += len(word)
            np.testing.assert_allclose(mention, np.mean(sums, axis=0), rtol=2e-5)


def test_answers_carry_the_labels_of_the_questions(run):
    asked = read_twins()[:6]
    found = answers(run, "twins", asked)
    assert found.correct.shape == (6, 2, 2)
    assert found.pairs.tolist() == [0, 0, 1, 1, 2, 2]
    assert found.first.tolist() == [1, 0, 1, 0, 1, 0]
    assert found.nearest.tolist() == [0, 1, 0, 1, 0, 1]


@pytest.mark.slow
@pytest.mark.usefixtures("sets")
def test_the_head_is_chosen_on_training_and_reported_on_others(run):
    found = coreference(run, ["winograd", "twins"], pairs=7, permutations=50, samples=50)
    assert found.heads == 4
    training = answers(run, "t", questions("winograd", "train"))
    assert training.of_head(found.head[1:]).mean() == training.correct.mean(axis=0).max()
    winograd, twins = found.scores
    assert (winograd.items, winograd.pairs, winograd.chosen_on) == (10, 5, "winograd train")
    assert winograd.head.name == twins.head.name == f"layer {found.head.layer} head {found.head.head}"
    own = answers(run, "twins", questions("twins")).of_head(found.head[1:])
    assert twins.head.accuracy.score == pytest.approx(own.mean())
    # Two heads a layer: one is chosen, one is the control.
    assert [(e.chosen, e.how) for e in found.ablation.effects] == [
        (True, "zero"),
        (True, "mean"),
        (False, "zero"),
        (False, "mean"),
    ]
    assert {e.heads[0].layer for e in found.ablation.effects} == {found.head.layer}
    assert (found.ablation.pairs, found.ablation.of) == (7, 8)
    assert found.ablation.whole.majority == pytest.approx(4 / 7)


@pytest.mark.slow
@pytest.mark.usefixtures("sets")
def test_an_effect_is_the_difference_of_the_same_pairs(run):
    found = coreference(run, ["twins"], pairs=8, permutations=5, samples=50).ablation
    for effect in found.effects:
        change = effect.score.accuracy.score - found.whole.accuracy.score
        assert effect.accuracy_change.score == pytest.approx(change)
        assert effect.balanced_change.score == pytest.approx(
            effect.score.balanced.score - found.whole.balanced.score
        )


@pytest.mark.usefixtures("sets")
def test_wrong_requests_are_told_so(run):
    with pytest.raises(RequestError, match="unknown coreference set 'winogard'; did you mean 'winograd'"):
        coreference(run, ["winogard"])
    with pytest.raises(RequestError, match="0 or more contrastive pairs, got -1"):
        coreference(run, ["twins"], pairs=-1, permutations=5, samples=5)


@pytest.mark.usefixtures("sets")
def test_a_model_is_measured_by_its_name(tiny_run, monkeypatch):
    asked = []
    monkeypatch.setattr(
        workflow, "coreference", lambda run, sets, **more: asked.append((run.name, sets, more))
    )
    measure(str(tiny_run), "twins", pairs=3)
    measure(str(tiny_run))
    assert asked == [
        ("run", ("twins",), {"pairs": 3, "listener": silent}),
        ("run", ("winograd", "winobias", "twins"), {"pairs": 0, "listener": silent}),
    ]
    with pytest.raises(
        RequestError, match=r"'no-model'.*; `babelix coreference` reads the encoder of a transl"
    ):
        measure("no-model", "twins")


@pytest.mark.figure
def test_winobias_is_read_whole(dataset):
    dataset("winobias")
    assert len(questions("winobias")) == 1584
