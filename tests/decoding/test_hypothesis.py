import pytest

from babelix.base.errors import RequestError
from babelix.decoding.hypothesis import check_request, length_penalty


def test_the_length_penalty_by_hand():
    assert length_penalty(1, 0.6) == 1.0
    assert length_penalty(7, 1.0) == 2.0
    assert length_penalty(19, 0.5) == 2.0


@pytest.mark.parametrize(
    ("limits", "forbidden", "message"),
    [
        ([3, 0], (), r"max_lengths must be at least 1 \(the end token counts\), got 0"),
        ([3, 5], (2, 1), "the end token 1 is among the forbidden tokens: no hypothesis could finish"),
    ],
)
def test_what_no_search_could_do_is_refused(limits, forbidden, message):
    with pytest.raises(RequestError, match=message):
        check_request(1, limits, forbidden)


def test_a_limit_of_one_and_no_sentences_are_fine():
    check_request(1, [1, 1], (0, 2))
    check_request(1, [], ())
