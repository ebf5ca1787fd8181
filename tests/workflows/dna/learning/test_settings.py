import pytest

from babelix.base.errors import RequestError
from babelix.base.settings import read_toml
from babelix.workflows.dna.learning.settings import CHANGING, TracksSettings


def test_a_contig_is_for_one_thing(asked):
    with pytest.raises(RequestError, match=r"\[data\]: II stands in more than one of val, test and unseen"):
        asked(val=["II"])


def test_what_may_change_is_a_setting():
    assert set(CHANGING) <= {
        f"training.{name}" for name in TracksSettings.model_fields["training"].annotation.model_fields
    }


def test_the_recipe_is_one():
    found = TracksSettings.read(read_toml("recipes/dna/yeast.toml"), "yeast.toml")
    assert (found.data.val, found.data.test, found.data.unseen) == (["VIII"], ["IV"], ["XIII"])
