import pytest

from babelix.base.errors import RequestError
from babelix.base.files import digest, write_json
from babelix.base.settings import Settings
from babelix.workflows.runs.settings import NetworkSettings
from babelix.workflows.runs.start import check_beside, recorded_start


class Recipe(Settings):
    """A recipe of a network alone."""

    model: NetworkSettings = NetworkSettings()


def test_what_comes_with_the_start_is_not_given_beside_it():
    free = {"model": {"start", "dropout"}}
    check_beside(Recipe(model=NetworkSettings(start="a", dropout=0.1)), "a", free)
    with pytest.raises(
        RequestError, match=r"model\.heads cannot be given beside model\.start: .*'a' keeps its"
    ):
        check_beside(Recipe(model=NetworkSettings(start="a", heads=2)), "a", free)


def test_a_run_goes_on_from_the_weights_it_was_begun_from(tmp_path):
    weights = tmp_path / "w"
    weights.write_bytes(b"2")
    assert recorded_start(tmp_path, "a", None) == {}
    found = recorded_start(tmp_path, "a", weights, {"layers": 3})
    assert found == {"start": {"model": "a", "weights_sha256": digest(weights), "layers": 3}}
    write_json(tmp_path / "run.json", found)
    assert (
        recorded_start(tmp_path, "a", None) == found == recorded_start(tmp_path, "a", weights, {"layers": 3})
    )
    weights.write_bytes(b"3")
    with pytest.raises(RequestError, match=r"was begun from weights of 'a' with SHA-256 .*; restore them"):
        recorded_start(tmp_path, "a", weights, {"layers": 3})
