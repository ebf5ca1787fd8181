"""Where processes that train together meet: each says that it is there, and waits in sight until all are."""

import socket
import time
from collections.abc import Mapping

from torch.distributed import DistError, TCPStore  # type: ignore[attr-defined]

from babelix.base.errors import TaskError
from babelix.base.progress import Listener, duration, silent, tell
from babelix.base.ranks import Rank

# Machines of a cluster begin apart; a process that died before it came is not waited for all day.
_JOINING = 300.0
# Seconds of waiting before a word is said of it, and between two looks: a signal is heard between them.
_PATIENT, _LOOK = 5.0, 0.1


def meet(
    rank: Rank, environ: Mapping[str, str], listener: Listener = silent, most: float = _JOINING
) -> TCPStore:
    """Return the store that all processes share, once every one of them is there.

    The listener is told whom this waits for, by one of those that wait. Raises `TaskError` after `most` seconds, and
    where MASTER_ADDR and MASTER_PORT are no place that can be had.
    """
    place = environ["MASTER_ADDR"], environ["MASTER_PORT"]
    began = time.monotonic()
    if not (place[1].isdecimal() and int(place[1]) < 1 << 16):
        raise _cannot(rank, f"MASTER_PORT {place[1]!r} is no port")
    # torchrun keeps the store itself and says so; else the first process does.
    keeps = rank.first and environ.get("TORCHELASTIC_USE_AGENT_STORE") != "True"
    waiting = _Waiting(rank, listener, began, most)
    while not keeps and not _answers(place[0], int(place[1])):
        waiting.look([0], f"what should keep the store at {place[0]}:{place[1]} does not answer")
    try:
        store = TCPStore(place[0], int(place[1]), rank.of, keeps, wait_for_workers=False, multi_tenant=keeps)
        store.set(f"here/{rank.number}", "")
        while missing := [other for other in range(rank.of) if not store.check([f"here/{other}"])]:
            waiting.look(missing, f"{_those(missing, rank.of)} did not come")
    except DistError as error:
        raise _cannot(rank, str(error).splitlines()[0]) from error
    return store


class _Waiting:
    """Waits from look to look, and says so once."""

    def __init__(self, rank: Rank, listener: Listener, began: float, most: float) -> None:
        self._rank, self._listener, self._began, self._most = rank, listener, began, most
        self._told = False

    def look(self, missing: list[int], what: str) -> None:
        """Wait a moment for the processes `missing`. Raises `TaskError`, telling `what`, where it was long enough."""
        waited = time.monotonic() - self._began
        if waited >= self._most:
            raise _cannot(self._rank, f"{what} within {duration(self._most)} minutes")
        present = min(set(range(self._rank.of)) - set(missing))
        if not self._told and waited >= _PATIENT and self._rank.number == present:
            self._told = True
            text = f"waiting for {_those(missing, self._rank.of)}, {duration(self._most)} minutes at most"
            tell(self._listener, "training", text)
        time.sleep(_LOOK)


def _those(missing: list[int], of: int) -> str:
    many = "processes" if len(missing) > 1 else "process"
    return f"{many} {', '.join(map(str, missing))} of {of}"


def _cannot(rank: Rank, why: str) -> TaskError:
    return TaskError(
        f"process {rank.number} of {rank.of} could not join the others: {why}; start all of them by torchrun, or unset "
        "RANK and WORLD_SIZE"
    )


def _answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=_PATIENT):
            return True
    except OSError:
        return False
