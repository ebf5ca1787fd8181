import re

import pytest
from benchmarks.translation.copied import Made, kept, made, shares
from benchmarks.translation.everyday import agrees, interval, judged, named, read


def test_the_lists_have_their_form():
    sentences, agreement = read("sentences"), read("agreement")
    kinds = [row["kind"] for row in sentences]
    assert len(sentences) == 60
    assert {kinds.count(kind) for kind in kinds} == {6}
    assert all(row["reference"] for row in sentences)
    assert all(row[f"right_{when}"] in ("", "0", "1") for row in sentences for when in ("before", "after"))
    assert all(
        bool(row[when]) == bool(row[f"right_{when}"]) for row in sentences for when in ("before", "after")
    )
    assert len(agreement) == len({row["source"] for row in agreement}) == 100
    unseen = read("agreement-unseen")
    assert len(unseen) == len({row["source"] for row in unseen}) == 50
    for row in (*agreement, *unseen):
        accepted, wrong = set(row["accepted"].split()), set(row["wrong"].split())
        assert accepted
        assert wrong
        assert not accepted & wrong


def test_an_accepted_word_and_no_wrong_one():
    row = {"accepted": "jalouse envieuse", "wrong": "jaloux envieux"}
    assert agrees(row, "Ma tante est Jalouse.")
    assert agrees(row, "Elle est envieuse")
    assert not agrees(row, "Ma tante est jaloux.")
    assert not agrees(row, "Jalouse ou jaloux ?")
    assert not agrees(row, "Ma tante est en colère.")


def test_lines_below_a_bound_are_counted_by_verdict():
    found = named([-0.7, -0.55, -0.41, -0.1], [False, None, True, True])
    assert found["-0.6"] == {"wrong": 1, "right": 0, "not judged": 0}
    assert found["-0.5"] == {"wrong": 1, "right": 0, "not judged": 1}
    assert found["-0.4"] == {"wrong": 1, "right": 1, "not judged": 1}
    assert found["-0.2"] == found["-0.4"]


def test_an_output_counts_as_it_was_judged():
    row = {"before": "Un.", "right_before": "0", "after": "Deux.", "right_after": "1"}
    assert judged(row, "Un.") is False
    assert judged(row, "Deux.") is True
    assert judged(row, "Trois.") is None
    assert judged({**row, "right_after": ""}, "Deux.") is None


@pytest.mark.parametrize(
    ("numbers", "addresses", "output", "expected"),
    [
        (["1,482", "37"], [], "Il y en a 1 482 et 37.", (2, 0)),
        (["1,482", "37"], [], "Il y en a 1482 et 37,5.", (1, 0)),
        (["1,482"], [], "1.482, puis", (1, 0)),
        (["2.5"], [], "2,5 litres", (1, 0)),
        (["37", "37"], [], "37 seulement", (1, 0)),
        (["37"], [], "137 ou 370", (0, 0)),
        (["555-1234"], [], "le 555-1234", (1, 0)),
        ([], ["a.b@c.org", "b@c.org"], "à a.b@c.org", (0, 1)),
        ([], ["www.x.com/a"], "www.x.com/ab", (0, 0)),
        ([], ["www.x.com"], "sur www.x.com.", (0, 1)),
        (["12"], ["www.x.com/12"], "www.x.com/12", (0, 1)),  # the address's own digits are no number
    ],
)
def test_what_is_kept(numbers, addresses, output, expected):
    assert kept(Made("", numbers, addresses), output) == expected


@pytest.mark.slow
def test_a_perfect_copy_keeps_all_and_an_empty_one_nothing():
    sentences = made(5, 200)
    assert len({sentence.text for sentence in sentences}) == 200
    assert made(5, 200) == sentences
    assert set(shares(sentences, [sentence.text for sentence in sentences]).values()) == {1.0}
    assert set(shares(sentences, [""] * 200).values()) == {0.0}
    assert sum(len(sentence.addresses) for sentence in sentences) > 50
    assert not any(re.search(r"[{}]", sentence.text) for sentence in sentences)


def test_the_interval_of_a_share():
    low, high = interval([True] * 30 + [False] * 10)
    assert 0.55 < low < 0.75 < high < 0.92
