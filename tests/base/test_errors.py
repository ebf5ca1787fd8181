import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import BabelixError, RequestError, TaskError, did_you_mean


def test_exit_codes_tell_a_failed_task_from_a_wrong_request():
    assert (TaskError("full").exit_code, RequestError("wrong").exit_code) == (1, 2)
    assert isinstance(TaskError("full"), BabelixError)
    assert isinstance(RequestError("wrong"), BabelixError)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("droput", "; did you mean 'dropout'?"), ("beem", "; did you mean 'beam'?"), ("quux", ""), ("", "")],
)
def test_the_nearest_known_word_is_suggested_when_one_is_near(word, expected):
    assert did_you_mean(word, ["dropout", "beam", "layers"]) == expected


@given(st.text(min_size=1, max_size=20), st.lists(st.text(max_size=20)))
def test_a_word_that_is_known_is_its_own_nearest(word, others):
    assert did_you_mean(word, [*others, word]) == f"; did you mean {word!r}?"


def test_any_iterable_of_words_will_do():
    assert did_you_mean("layer", iter(["layers"])) == "; did you mean 'layers'?"
