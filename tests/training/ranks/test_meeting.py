import signal
import socket
from typing import Any

import pytest

from babelix.base.errors import TaskError
from babelix.base.ranks import Rank
from babelix.training.ranks import meeting
from babelix.training.ranks.meeting import meet


@pytest.fixture
def place() -> dict[str, str]:
    """Somewhere to meet where nobody is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free.getsockname()[1])}


class _Clock:
    """A clock of its own: every look at it is three seconds later."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, 0

    def monotonic(self) -> float:
        self.now += 3.0
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept += 1


@pytest.mark.parametrize(
    ("rank", "why"),
    [
        (Rank(0, 3), "processes 1, 2 of 3 did not come within 0:20 minutes; start all of them by torchrun"),
        (Rank(1, 3), "what should keep the store at 127.0.0.1:"),
    ],
)
def test_who_does_not_come_is_named_first_in_a_word_and_then_as_an_error(
    rank: Rank, why: str, place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told, clock = list[str](), _Clock()
    monkeypatch.setattr(meeting, "time", clock)
    with pytest.raises(TaskError, match=f"process {rank.number} of 3 could not join the others: {why}"):
        meet(rank, place, lambda progress: told.append(progress.remark), most=20.0)
    who = "processes 1, 2" if rank.first else "process 0"
    assert told == [f"waiting for {who} of 3, 0:20 minutes at most"]
    assert clock.slept == 6


def test_ctrl_c_is_heard_while_others_are_waited_for(
    place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock: Any = _Clock()
    clock.sleep = lambda seconds: signal.raise_signal(signal.SIGINT)
    monkeypatch.setattr(meeting, "time", clock)
    # A shell has what it starts in the background ignore SIGINT, and tests may stand there.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            meet(Rank(0, 2), place)
    finally:
        signal.signal(signal.SIGINT, before)


def test_no_port_at_all_is_told() -> None:
    with pytest.raises(TaskError, match="could not join the others: MASTER_PORT 'x' is no port"):
        meet(Rank(0, 2), {"MASTER_ADDR": "localhost", "MASTER_PORT": "x"})
