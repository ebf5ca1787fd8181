import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.enrichment.enrich.shifted.chromosomes import Shifts, drawn, moved, spans, swept
from babelix.genome.overlap import union


def element(*pairs):
    start, end = np.array(pairs, np.int64).reshape(-1, 2).T
    return union(start, end)


def brute(place, held, length):
    """The overlap under every shift, base by base."""
    inside = np.zeros(length, bool)
    for start, end in zip(held.start, held.end, strict=True):
        inside[start:end] = True
    return np.array([np.roll(inside, shift)[place].sum() for shift in range(length)])


def test_one_case_and_one_element_by_hand():
    # Of ten bases the element holds 3 and 4; the case at 4 meets it under shifts 0 and 1.
    found = moved({"1": np.array([4])}, {"1": element((3, 5))}, {"1": (0, 10)}, Shifts())
    assert (found.observed, found.exact) == (1, True)
    assert (found.expected, found.p) == pytest.approx((0.2, 0.2))


def test_two_chromosomes_move_independently():
    # One case each: met under 2 of 10 and under 3 of 12 shifts; both at once under 6 of 120.
    layer = {"1": element((3, 5)), "2": element((0, 3))}
    found = moved({"1": np.array([4]), "2": np.array([2])}, layer, {"1": (0, 10), "2": (0, 12)}, Shifts())
    assert (found.observed, found.p) == pytest.approx((2, 6 / 120))
    assert found.expected == pytest.approx(0.2 + 0.25)
    nowhere = moved({"3": np.array([7])}, layer, {"3": (0, 10)}, Shifts())
    assert (nowhere.observed, nowhere.expected, nowhere.p) == (0, 0, 1)


def test_every_shift_is_counted():
    numbers = generator(17, "circles")
    for length in (29, 61, 211, 997):
        place = np.sort(numbers.integers(0, length, 7))
        borders = np.sort(numbers.choice(length + 1, 10, replace=False))
        held = element(*borders.reshape(-1, 2), (0, 1))
        right = brute(place, held, length)
        np.testing.assert_allclose(
            swept(place, held, length), np.bincount(right, minlength=8) / length, atol=1e-12
        )
        # Drawn ones, all of them once: none at all is one more.
        shares = drawn(place, held, length, np.roll(np.arange(length), 3))
        np.testing.assert_allclose(shares * (length + 1), np.bincount([*right, right[0]], minlength=8))


def test_drawn_shifts_come_near_to_all_and_never_give_nothing():
    place = np.arange(5, 4000, 37)
    held = element(*[(start, start + 9) for start in range(0, 4000, 37)])
    cases, layer, circle = {"1": place}, {"1": held}, {"1": (0, 4001)}
    few, every = moved(cases, layer, circle, Shifts(101)), moved(cases, layer, circle, Shifts(5000))
    assert (few.exact, every.exact) == (False, True)
    assert few.observed == every.observed == len(place)
    assert few.expected == pytest.approx(every.expected, rel=0.25)
    assert few.p >= 1 / 102
    again, other = (moved(cases, layer, circle, Shifts(101, seed)) for seed in (1, 2))
    assert again == few != other


def test_a_circle_is_the_span_and_what_lies_outside_does_not_count():
    cases, layer = (
        {"1": np.array([40, 90]), "2": np.array([3]), "3": np.empty(0, np.int64)},
        {"1": element((10, 45))},
    )
    assert spans(cases, layer) == {"1": (10, 91), "2": (3, 4)}
    # From 50 on only the case at 90 counts, and none of the element.
    found = moved(cases, layer, {"1": (50, 100)}, Shifts())
    assert (found.observed, found.expected, found.p) == (0, 0, 1)
    # The circle 30 to 50 has 15 of 20 bases covered, and one case.
    found = moved(cases, layer, {"1": (30, 50)}, Shifts())
    assert (found.observed, found.expected, found.p) == pytest.approx((1, 0.75, 0.75))


def test_no_shift_at_all_is_refused():
    with pytest.raises(RequestError, match="`shifts` 0: expected at least 1"):
        Shifts(0)
