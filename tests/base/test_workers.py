"""Processes of Python's own, which import nothing heavy."""

import importlib
from typing import Any, cast

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.base.workers import Workers

SOURCE = """
import os, signal, time
from babelix.base.errors import RequestError, TaskError

class Wordy(TaskError):
    def __init__(self, number, told):
        super().__init__(f"{number} is {told}", setting="piece")

def make(tell):
    tell("made")
    return work

def refuse(tell):
    raise RequestError("`model` is none", setting="model")

def work(piece):
    if piece == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if piece == "wrong":
        raise Wordy(5, "wrong")
    if piece == 0:
        time.sleep(0.05)  # those behind it are done before
    return piece * 2
"""


@pytest.fixture
def child(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A module that other processes can import."""
    name = f"workers_of_{tmp_path.name}"
    (tmp_path / f"{name}.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return importlib.import_module(name)


@pytest.mark.slow
def test_results_come_in_order_and_an_error_in_its_turn(child: Any) -> None:
    told, taken, found = list[str](), list[Any](), list[Any]()

    def pieces() -> Any:
        for piece in [*range(20), "wrong", *range(100)]:
            taken.append(piece)
            yield piece

    with Workers(child.make, 2, told.append) as workers:
        several = workers.in_order(pieces())
        assert next(several) == (0, 0)
        assert len(taken) <= 9
        with pytest.raises(TaskError, match="5 is wrong") as raised:
            found.extend(several)
    assert found == [(piece, 2 * piece) for piece in range(1, 20)], "what comes before the error has come"
    assert (raised.value.setting, told) == (("piece",), ["made"])
    assert len(taken) < 40


@pytest.mark.slow
def test_a_process_that_ends_and_one_that_cannot_begin_are_told(child: Any) -> None:
    with (
        pytest.raises(
            TaskError, match=r"^process [12] of 2 ended by signal 9; what is written stays: go on with `"
        ),
        Workers(child.make, 2, print) as workers,
    ):
        list(workers.in_order([1, 2, "die", *range(50)]))
    with pytest.raises(RequestError, match="`model` is none"), Workers(child.refuse, 1, print) as workers:
        list(workers.in_order([1]))


def test_as_many_as_no_machine_has_are_refused() -> None:
    for number in (0, 5000):
        with pytest.raises(RequestError, match=f"`processes` {number}: expected 1 to 1024"):
            Workers(cast(Any, print), number, print)
