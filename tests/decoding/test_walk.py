import math

import pytest
import torch

from babelix.base.errors import TaskError
from babelix.decoding.walk import Path, walk

# Row t: log-probabilities after token t. 0 starts, 1 ends.
TABLE = torch.tensor([[0.1, 0.2, 0.3, 0.4], [0.25] * 4, [0.5, 0.1, 0.2, 0.2], [0.05, 0.6, 0.3, 0.05]]).log()


def follow(markov, script, limits, **more):
    """Walk as `script` says, a row of tokens a sentence; return the path and the rows of every step."""
    seen = []

    def choose(log_probs, rows, position):
        seen.append(rows.tolist())
        return torch.tensor([script[row][position] for row in rows.tolist()])

    path = walk(markov(TABLE), None, choose, start=0, end=1, limits=torch.tensor(limits), **more)
    return path, seen


def test_each_row_goes_to_its_end_or_its_limit(markov):
    path, seen = follow(markov, [[2, 3, 1], [3, 2, 0], [1]], limits=[5, 2, 7])
    assert seen == [[0, 1, 2], [0, 1], [0]]
    assert path.lengths.tolist() == [3, 2, 1]
    assert path.finished.tolist() == [True, False, True]
    assert path.tokens.tolist() == [[2, 3, 1, 0, 0, 0, 0], [3, 2, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0]]
    expected = [[0.3, 0.2, 0.6], [0.4, 0.3], [0.2]]
    for row, chances in zip(path.log_probs.tolist(), expected, strict=True):
        assert row[: len(chances)] == pytest.approx([math.log(p) for p in chances], abs=1e-6)
        assert row[len(chances) :] == [0.0] * (7 - len(chances))


def test_hypotheses_stand_without_their_end(markov):
    path, _ = follow(markov, [[2, 3, 1], [3, 2, 0], [1]], limits=[5, 2, 7])
    found = path.hypotheses()
    assert [(h.tokens, h.finished) for h in found] == [((2, 3), True), ((3, 2), False), ((), True)]
    assert [h.score for h in found] == [h.log_probability for h in found]
    assert found[0].log_probability == pytest.approx(math.log(0.3 * 0.2 * 0.6), abs=1e-6)


def test_where_nothing_is_possible_a_row_stops_and_gains_nothing(markov):
    path, seen = follow(markov, [[2, -1], [3, 1]], limits=[5, 5])
    assert seen == [[0, 1], [0, 1]]
    assert (path.lengths.tolist(), path.finished.tolist()) == ([1, 2], [False, True])
    assert path.hypotheses()[0].log_probability == pytest.approx(math.log(0.3), abs=1e-6)


def test_forbidden_tokens_are_shown_as_impossible(markov):
    shown = []

    def choose(log_probs, rows, position):
        shown.append(log_probs[0].exp())
        return torch.tensor([1])

    walk(markov(TABLE), None, choose, start=0, end=1, limits=torch.tensor([3]), forbidden=(0, 3))
    torch.testing.assert_close(shown[0], torch.tensor([0.0, 0.2, 0.3, 0.0]))
    assert TABLE.exp()[0, 3] == pytest.approx(0.4)


def test_the_state_goes_with_its_row():
    def step(tokens, state):
        return TABLE[tokens], state * 2

    states = []

    def choose(log_probs, rows, position):
        return torch.tensor([[3, 1], [3, 3], [1, 1]])[rows, position]

    def watching(tokens, state):
        states.append(state.tolist())
        return step(tokens, state)

    walk(watching, torch.tensor([5, 7, 11]), choose, start=0, end=1, limits=torch.tensor([2, 2, 2]))
    assert states == [[5, 7, 11], [10, 14]]


def test_nothing_to_walk_takes_no_step():
    path = walk(
        lambda *_: pytest.fail("stepped"), None, lambda *_: pytest.fail("chose"), start=0, end=1,
        limits=torch.tensor([], dtype=torch.long),
    )  # fmt: skip
    assert isinstance(path, Path)
    assert path.hypotheses() == []


def test_a_number_that_is_none_is_told(markov):
    with pytest.raises(TaskError, match="not numbers"):
        walk(
            markov(TABLE * math.nan), None, lambda *_: torch.tensor([2]), start=0, end=1,
            limits=torch.tensor([3]),
        )  # fmt: skip
