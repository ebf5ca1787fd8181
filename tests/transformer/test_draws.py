import pytest
import torch

from babelix.transformer import draws
from babelix.transformer.draws import draw_words

N = 624


def torchs(count):
    return torch.empty(count, dtype=torch.int64).random_(-(1 << 63), None)


def test_draws_agree_with_this_torch():
    assert draws._agrees()


@pytest.mark.parametrize("before", [0, 1, 311, 312, 313, 1000])
@pytest.mark.parametrize("count", [4096, 4097, 5 * N, 10_007])
def test_words_are_torchs_and_so_is_what_follows(before, count):
    found = []
    for draw in (torchs, draw_words):
        torch.manual_seed(41)
        torchs(before), torch.randn(3)  # an odd place, and a normal number kept for later
        found.append((draw(count), torch.rand(7), torch.randn(5), torch.get_rng_state()))
    for ours, theirs in zip(*found, strict=True):
        assert torch.equal(ours, theirs)


def test_few_words_and_those_of_another_torch_are_torchs(monkeypatch):
    def none(*_):
        raise AssertionError

    torch.manual_seed(43)
    expected = torchs(11), torchs(5003)
    monkeypatch.setattr(draws, "_drawn", none)
    torch.manual_seed(43)
    assert torch.equal(draw_words(11), expected[0])
    monkeypatch.setattr(draws, "_agrees", lambda: False)
    assert torch.equal(draw_words(5003), expected[1])


def test_where_nothing_compiles_or_a_state_is_laid_out_otherwise_torch_draws(monkeypatch):
    def broken(*_):
        raise ValueError("no such place")

    monkeypatch.setattr(draws, "_drawn", broken)
    assert not draws._agrees.__wrapped__()
    monkeypatch.setattr(draws, "_drawn", lambda state, count: (torchs(count), state))
    assert not draws._agrees.__wrapped__()
