import pytest

from babelix.base.errors import RequestError
from babelix.workflows.translation.corpora import named_split
from babelix.workflows.translation.settings import DataSettings


def test_pairs_are_never_read_in_a_direction_they_do_not_have() -> None:
    settings = DataSettings(name="tatoeba-en-fr", source="fr", target="en")
    with pytest.raises(RequestError, match="tatoeba-en-fr holds pairs from en to fr, not from fr to en"):
        named_split(settings, {}, "train")


def test_a_data_set_of_other_things_has_no_split() -> None:
    with pytest.raises(RequestError, match="pronouns-en-fr has no split 'test' from en to fr"):
        named_split(DataSettings(name="pronouns-en-fr"), {}, "test")
