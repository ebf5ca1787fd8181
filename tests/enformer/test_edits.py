import pytest
import torch

from babelix.enformer.edits import Edit, EditedTower
from babelix.enformer.fast.tower import Span, Tower


@pytest.mark.parametrize("winograd", [False, True])
@pytest.mark.parametrize("within", [Span(0, 464), Span(210, 221), Span(463, 464)])
def test_rows_of_edits_are_those_of_whole_windows(small, bases, within, winograd):
    tower, x = Tower(small, winograd), bases(16 * 29)[0]
    edited = EditedTower(tower, x, within)
    places = list(range(within.first, within.last, 19))
    edits = [Edit(place, torch.eye(4)[[place % 4]]) for place in places]
    reference = tower(x[None])[0]
    for edit, (first, rows) in zip(edits, edited.alternatives(edits), strict=True):
        changed = x.clone()
        changed[edit.position] = edit.bases[0]
        expected = small.rows(changed[None])[0]
        found = reference.clone()
        found[first : first + len(rows)] = rows
        assert torch.allclose(found, expected, rtol=1e-5, atol=5e-5)


def test_the_rows_beside_are_the_references(small, bases):
    """What is not computed anew does not change at all in a full computation: six rows and no more would do."""
    tower, x = Tower(small), bases(16 * 29)[0]
    other = x.clone()
    other[230] = 1 - other[230]
    changed = (tower(x[None]) != tower(other[None]))[0].any(1).nonzero().flatten().tolist()
    ((first, rows),) = EditedTower(tower, x, Span(230, 231)).alternatives([Edit(230, other[230:231])])
    assert len(rows) == 6
    assert set(changed) <= set(range(first, first + 6))
    assert len(changed) >= 5


def test_several_bases(small, bases):
    tower, x = Tower(small), bases(16 * 29)[0]
    other = x.clone()
    other[201:208] = bases(7, 9)[0]
    ((first, rows),) = EditedTower(tower, x, Span(201, 208), 7).alternatives([Edit(201, other[201:208])])
    found = tower(x[None])[0]
    found[first : first + len(rows)] = rows
    assert torch.allclose(found, tower(other[None])[0], rtol=1e-5, atol=5e-5)


def test_a_window_narrower_than_what_an_edit_is_seen_by(small, bases):
    tower, x = Tower(small), bases(16 * 3)[0]
    other = x.clone()
    other[0] = torch.eye(4)[2]
    ((first, rows),) = EditedTower(tower, x, Span(0, 1)).alternatives([Edit(0, other[:1])])
    assert (first, len(rows)) == (0, 3)
    assert torch.allclose(rows, small.rows(other[None])[0], rtol=1e-5, atol=5e-5)
