import pytest
import torch

from babelix.base.errors import RequestError
from babelix.enformer.fast import stages, tower
from babelix.enformer.fast.stages import FastStage
from babelix.enformer.fast.tower import Span, Tower


@pytest.mark.parametrize("rows", [3, 64])
@pytest.mark.parametrize("winograd", [False, True])
def test_tiles_are_the_whole(small, bases, monkeypatch, rows, winograd):
    monkeypatch.setattr(tower, "ROWS", rows)
    x = torch.cat([bases(16 * 17, seed) for seed in (3, 4)])
    assert torch.allclose(Tower(small, winograd)(x), small.rows(x), rtol=1e-5, atol=5e-5)


def test_what_some_rows_need_by_hand(small):
    # Blocks of the tower read 2 rows beside, the stem 7.
    spans = Tower(small).spans(16 * 17, Span(5, 6))
    assert spans == [Span(45, 131), Span(26, 62), Span(14, 30), Span(8, 14), Span(5, 6)]
    assert Tower(small).spans(16 * 17, Span(0, 17))[0] == Span(0, 16 * 17)


def test_what_lies_further_away_changes_nothing(small, bases):
    x = bases(16 * 17)[0]
    fast = Tower(small)
    found = fast.rows(x, Span(5, 6))
    x[:45], x[131:] = 0, 0
    assert torch.equal(fast.rows(x, Span(5, 6)), found)


def test_the_largest_thing_made_is_of_a_tile_whatever_the_length(small, bases, monkeypatch):
    monkeypatch.setattr(stages, "CHUNK", 64)
    monkeypatch.setattr(tower, "ROWS", 5)
    seen: list[int] = []
    piece = FastStage._piece
    monkeypatch.setattr(
        FastStage, "_piece", lambda self, x, *rest: (seen.append(x.numel()), piece(self, x, *rest))
    )
    largest = []
    for bins in (41, 82):
        seen.clear()
        Tower(small)(bases(16 * bins))
        largest.append(max(seen))
    assert largest[0] == largest[1]


def test_a_length_of_no_whole_bins(small, bases):
    with pytest.raises(RequestError, match="`window` 100: expected a multiple of 16 bases"):
        Tower(small)(bases(100))
