import math

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.decoding import beam_search, force

TABLE = torch.tensor([[0.0, 0.2, 0.5, 0.3], [0.25] * 4, [0.1, 0.4, 0.3, 0.2], [0.0, 1.0, 0.0, 0.0]]).log()


def test_every_token_by_hand(markov):
    scored = force(markov(TABLE), None, start=0, end=1, targets=[(2, 2, 3), (), (3,)])
    assert scored[0].log_probabilities == pytest.approx([math.log(p) for p in (0.5, 0.3, 0.2, 1.0)], abs=1e-6)
    assert scored[0].log_probability == pytest.approx(math.log(0.03), abs=1e-6)
    assert scored[1].log_probabilities == pytest.approx([math.log(0.2)], abs=1e-6)
    assert scored[2].log_probability == pytest.approx(math.log(0.3), abs=1e-6)


def test_an_impossible_target_has_no_probability(markov):
    (scored,) = force(markov(TABLE), None, start=0, end=1, targets=[[3, 2, 2]])
    assert scored.log_probabilities[1] == -math.inf
    assert len(scored.log_probabilities) == 4
    assert scored.log_probability == -math.inf


def test_what_a_beam_found_scores_what_the_beam_said(remembering, initial):
    sources, step = [5, 7, 11, 13, 17], remembering(3, 11)
    found = beam_search(step, initial(sources), start=0, end=1, max_lengths=torch.full((5,), 13), beam=3)
    scored = force(step, initial(sources), start=0, end=1, targets=[best.tokens for (best,) in found])
    assert [s.log_probability for s in scored] == pytest.approx([best.log_probability for (best,) in found])


def test_batch_and_order_change_nothing(remembering, initial):
    targets, step = [(2,), (3, 4, 2, 2, 3), (), (4, 4)], remembering(5, 7)
    together = force(step, initial([2, 3, 5, 7]), start=0, end=1, targets=targets)
    backwards = force(step, initial([7, 5, 3, 2]), start=0, end=1, targets=targets[::-1])
    assert backwards == together[::-1]
    alone = [
        force(step, initial([s]), start=0, end=1, targets=[t])[0]
        for s, t in zip([2, 3, 5, 7], targets, strict=True)
    ]
    assert alone == together
    assert force(step, None, start=0, end=1, targets=[]) == []


def test_targets_that_are_none_are_refused(markov):
    with pytest.raises(RequestError, match="target 1: the end token 1 stands inside it"):
        force(markov(TABLE), None, start=0, end=1, targets=[(2,), (2, 1)])
    with pytest.raises(RequestError, match=r"target 1: token 4 is outside the vocabulary of 4 \(0 to 3\)"):
        force(markov(TABLE), None, start=0, end=1, targets=[(2,), (2, 4)])
    with pytest.raises(RequestError, match="target 0: token -1 is outside"):
        force(markov(TABLE), None, start=0, end=1, targets=[(-1,)])
