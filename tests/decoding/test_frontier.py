import math
from typing import Any

import pytest
import torch

from babelix.decoding.frontier import Frontier

REQUEST: dict[str, Any] = {"end": 1, "beam": 2, "alpha": 1.0, "n_best": 2, "forbidden": (0,), "horizon": None}


def logs(rows):
    return torch.tensor(rows).log()


def test_two_tokens_by_hand():
    frontier = Frontier(torch.tensor([3]), **REQUEST)
    # Of 2, end and 3 the two likeliest are 2 and end: end is finished at log 0.3; 2 and 3 go on.
    tokens, parents, stay = frontier.extend(logs([[0.1, 0.3, 0.4, 0.2]]))
    assert (tokens.tolist(), parents.tolist(), stay) == ([2, 3], [0, 0], False)
    assert frontier.results == [[]]
    # "2 end" 0.36 and "3 end" 0.10 are the likeliest; what goes on, 0.05, can reach log 0.05 / (8 / 6) at most.
    tokens, parents, _ = frontier.extend(logs([[0.0, 0.9, 0.05, 0.05], [0.0, 0.5, 0.25, 0.25]]))
    assert (tokens.tolist(), parents.tolist()) == ([], [])
    first, second = frontier.results[0]
    assert (first.tokens, second.tokens) == ((2,), ())
    assert first.log_probability == pytest.approx(math.log(0.36), abs=1e-6)
    assert first.score == pytest.approx(math.log(0.36) / (7 / 6), abs=1e-6)
    assert second.score == second.log_probability == pytest.approx(math.log(0.3), abs=1e-6)


def test_a_sentence_that_is_decided_leaves_and_the_other_keeps_its_rows():
    frontier = Frontier(torch.tensor([5, 5]), **REQUEST | {"n_best": 1, "alpha": 0.0})
    sure, open_ = [0.0, 0.9, 0.06, 0.04], [0.0, 0.1, 0.6, 0.3]
    tokens, parents, stay = frontier.extend(logs([sure, open_]))
    assert (tokens.tolist(), parents.tolist(), stay) == ([2, 3], [1, 1], False)
    assert [[h.tokens for h in found] for found in frontier.results] == [[()], []]
    tokens, parents, stay = frontier.extend(logs([[0.0, 0.2, 0.4, 0.4], [0.0, 0.1, 0.8, 0.1]]))
    # "2 2" and "2 3" tie at 0.24 and "3 2" has 0.24 too: the better-placed parent, then the lower token.
    assert (tokens.tolist(), parents.tolist(), stay) == ([2, 3], [0, 0], True)


def test_at_the_limit_the_unfinished_fill_the_list():
    frontier = Frontier(torch.tensor([1]), **REQUEST)
    tokens, _, _ = frontier.extend(logs([[0.0, 0.3, 0.5, 0.2]]))
    assert tokens.tolist() == []
    found = frontier.results[0]
    assert [(h.tokens, h.finished) for h in found] == [((), True), ((2,), False)]
    assert found[1].score == pytest.approx(math.log(0.5), abs=1e-6)


def test_a_short_horizon_is_sooner_content():
    # Finished at log 0.45 = -0.799; 0.35 goes on. Ending at once it reaches log 0.35 / (7 / 6) = -0.900, at the limit
    # of eleven log 0.35 / (16 / 6) = -0.394.
    chances = logs([[0.0, 0.45, 0.35, 0.2]])
    late, soon = (
        Frontier(torch.tensor([11]), **REQUEST | {"n_best": 1, "horizon": horizon}) for horizon in (None, 1)
    )
    assert late.extend(chances)[0].tolist() == [2, 3]
    assert late.results == [[]]
    assert soon.extend(chances)[0].tolist() == []
    assert [h.tokens for h in soon.results[0]] == [()]
