import pytest

from babelix.base.errors import RequestError
from babelix.base.ranks import Rank
from babelix.workflows.runs.ranks import joined


def test_without_torchrun_a_process_is_alone(monkeypatch):
    monkeypatch.delenv("RANK", raising=False)
    with joined() as rank:
        assert rank == Rank()


def test_ranks_without_a_place_to_meet_are_refused(monkeypatch):
    for name, value in (("RANK", "0"), ("WORLD_SIZE", "2"), ("MASTER_ADDR", "localhost")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("MASTER_PORT", raising=False)
    with pytest.raises(RequestError, match="RANK 0 of WORLD_SIZE 2 without MASTER_PORT: "), joined():
        pass


def test_an_environment_that_contradicts_itself_is_refused(monkeypatch):
    monkeypatch.setenv("RANK", "2")
    monkeypatch.setenv("WORLD_SIZE", "2")
    with (
        pytest.raises(
            RequestError, match=r"RANK '2' of WORLD_SIZE '2': .* or start all processes by torchrun"
        ),
        joined(),
    ):
        pass
