import copy

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.transformer.ablation import Head, all_heads
from babelix.workflows.attention.ablate import ablate
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.translator import Translator

SOURCES = ["the cat sees a dog.", "a tired dog.", "the dog likes the cat."]
TARGETS = ["le chat voit un chien.", "un fatigué chien.", "le chien aime le chat."]


@pytest.fixture
def run(tiny_run):
    return load_run(tiny_run)


def test_zero_ablation_is_the_loss_of_a_model_with_those_columns_zeroed(run):
    head = Head("encoder", 1, 0)
    found = ablate(run, SOURCES, TARGETS, heads=[head], how=["zero"])
    tokens = sum(len(row) + 1 for row in run.subwords.encode(TARGETS))
    translator = Translator.of_run(run)
    assert found.whole == pytest.approx(-sum(translator.score(SOURCES, TARGETS)) / tokens)

    by_hand = copy.deepcopy(run.model)
    W_O = by_hand.encoder[1].attention.W_O.weight
    with torch.no_grad():
        W_O[:, : W_O.shape[1] // 2] = 0
    expected = Translator(by_hand, run.subwords, normalisation=run.settings.data.normalise)
    (effect,) = found.effects
    assert effect.value == pytest.approx(-sum(expected.score(SOURCES, TARGETS)) / tokens)
    assert effect.change == pytest.approx(effect.value - found.whole)
    assert (effect.head, effect.how) == (head, "zero")


@pytest.mark.slow
def test_every_head_is_measured_in_both_ways_unless_told_otherwise(run):
    seen = []
    found = ablate(run, SOURCES, TARGETS, listener=seen.append)
    assert [(e.head, e.how) for e in found.effects] == [
        (head, how) for head in all_heads(run.model) for how in ("zero", "mean")
    ]
    assert any(effect.change for effect in found.effects)
    assert seen[-1].done == seen[-1].total == 1 + len(found.effects)
    assert found.signature == "loss|nats a subword|n:3"


@pytest.mark.slow
def test_bleu_of_greedy_translations(run):
    whole = [each.text for each in Translator.of_run(run).translate(SOURCES, beam=1)]
    found = ablate(run, SOURCES, whole, heads=[Head("cross", 0, 1)], measure="BLEU")
    assert found.whole in (0.0, pytest.approx(100.0))  # shorter than four words may score nothing
    assert len(found.effects) == 2
    assert found.signature.startswith("BLEU|greedy|nrefs:1|case:mixed|eff:no|tok:13a|")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measure": "los"}, "unknown measure 'los'; did you mean 'loss'"),
        ({"how": ["zeros"]}, "unknown ablation 'zeros'; did you mean 'zero'"),
        ({"heads": [Head("encoder", 9, 0)]}, "no encoder layer 9"),
    ],
)
def test_wrong_requests_are_told_so(run, options, message):
    with pytest.raises(RequestError, match=message):
        ablate(run, SOURCES, TARGETS, **options)


def test_lines_must_pair_up(run):
    with pytest.raises(RequestError, match="got 1 and 3"):
        ablate(run, SOURCES, TARGETS[:1])
