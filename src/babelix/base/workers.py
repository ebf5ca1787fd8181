"""Processes that do the same work on one piece after the other, side by side; results in the order of the pieces."""

import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any

from babelix.base.errors import BabelixError, RequestError, TaskError

# Not forked: what a library has running in threads would be gone in a copy of this process.
_CONTEXT = get_context("spawn")
_MOST = 1024
# Results that wait for an earlier one, a process.
_AHEAD = 4

Tell = Callable[[str], None]
Work = Callable[[Any], Any]


class Workers:
    """`number` processes, in each of which ``make(tell)`` is called once and what it returns for every piece.

    `make`, pieces and results are pickled. `told` hears what the first process tells. Processes end with the ``with``
    block, and with this one; what to do where one ends before says `remedy`, of the setting `setting`. Raises
    `RequestError` on a number that no machine has.
    """

    def __init__(
        self,
        make: Callable[[Tell], Work],
        number: int,
        told: Tell,
        remedy: str = "what is written stays: go on with `resume`, in as many processes or another number",
        setting: str = "resume",
    ) -> None:
        if not 1 <= number <= _MOST:
            raise RequestError(
                f"`processes` {number}: expected 1 to {_MOST}, as many as cores or fewer", setting="processes"
            )
        self._make, self._number, self._told = make, number, told
        self._remedy, self._setting = remedy, setting
        self._all: list[tuple[Any, Connection]] = []

    def __enter__(self) -> "Workers":
        for number in range(self._number):
            mine, theirs = _CONTEXT.Pipe()
            process = _CONTEXT.Process(target=_work, args=(theirs, self._make, number == 0), daemon=True)
            process.start()
            theirs.close()  # so that the end of the process is the end of what comes
            self._all.append((process, mine))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process, connection in self._all:
            connection.close()
            process.terminate()
        for process, _ in self._all:
            process.join()

    def in_order(self, pieces: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield each piece with its result; few pieces are taken before their turn.

        An error of `make` is raised at once, that of a piece in its turn. Raises `TaskError` where a process ended.
        """
        source, given, turn = enumerate(pieces), dict[int, Any](), 0
        results: dict[int, tuple[str, Any]] = {}
        idle, busy = list(range(len(self._all))), dict[int, int]()
        while True:
            while idle and len(given) < _AHEAD * len(self._all):
                number, piece = next(source, (-1, None))
                if number < 0:
                    break
                given[number] = piece
                busy[worker := idle.pop(0)] = number
                self._send(worker, piece)
            if turn in results:
                kind, found = results.pop(turn)
                if kind == "error":
                    raise found
                yield given.pop(turn), found
                turn += 1
            elif busy:
                for worker, kind, found in self._receive(busy):
                    results[busy.pop(worker)] = (kind, found)
                    idle.append(worker)
            else:
                return

    def _send(self, worker: int, piece: Any) -> None:
        try:
            self._all[worker][1].send(piece)
        except OSError:
            raise self._ended(worker) from None

    def _receive(self, busy: Iterable[int]) -> Iterator[tuple[int, str, Any]]:
        """Yield what some processes found, once there is anything."""
        numbers = {self._all[worker][1]: worker for worker in busy}
        for connection in wait(list(numbers)):
            assert isinstance(connection, Connection)
            worker = numbers[connection]
            try:
                kind, found = connection.recv()
            except (EOFError, OSError):
                raise self._ended(worker) from None
            if kind == "told":
                self._told(found)
            elif kind == "refused":
                raise found
            else:
                yield worker, kind, found

    def _ended(self, worker: int) -> BaseException:
        process, connection = self._all[worker]
        with suppress(EOFError, OSError):
            while connection.poll():  # why it began no work
                kind, found = connection.recv()
                if kind == "refused" and isinstance(found, BaseException):
                    return found
        process.join()
        how = f"by signal {-process.exitcode}" if process.exitcode < 0 else f"with code {process.exitcode}"
        return TaskError(
            f"process {worker + 1} of {self._number} ended {how}; {self._remedy}", setting=self._setting
        )


def _work(connection: Connection, make: Callable[[Tell], Work], tells: bool) -> None:
    """Do what comes until nothing more can: the body of a process."""
    # Ctrl-C at a terminal goes to all; the first process decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def tell(text: str) -> None:
        if tells:
            connection.send(("told", text))

    with suppress(EOFError, BrokenPipeError):  # the first process has ended
        try:
            work = make(tell)
        except BabelixError as error:
            connection.send(("refused", _portable(error)))
            return
        while True:
            piece = connection.recv()
            try:
                found = "found", work(piece)
            except BabelixError as error:
                found = "error", _portable(error)
            connection.send(found)


def _portable(error: BabelixError) -> BabelixError:
    """Return an error as another process can have it: with its sentence, and its kind where that can be pickled."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # of a kind that wants more than a sentence to be made
        kind = RequestError if isinstance(error, RequestError) else TaskError
        return kind(str(error), setting=error.setting)
    return error
