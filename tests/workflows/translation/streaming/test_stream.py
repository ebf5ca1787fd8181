import pickle
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import pytest

from babelix.base.progress import Listener, Progress, silent, tell
from babelix.base.workers import Workers
from babelix.workflows.translation.reader import TooLongError
from babelix.workflows.translation.streaming.stream import stream, window_of
from babelix.workflows.translation.translation import Translation


def shout(lines: Sequence[str], listener: Listener) -> list[list[Translation]]:
    for number, _ in enumerate(lines, start=1):
        listener(Progress("translating", number, len(lines), "sentences"))
    return [[Translation(line.upper(), 0.0, 0.0)] for line in lines]


def test_lines_are_answered_in_windows_in_order_with_their_numbers() -> None:
    windows = list(stream(iter("abcdefg"), shout, window=3, before=10))
    assert [[answer.number for answer in each] for each in windows] == [[11, 12, 13], [14, 15, 16], [17]]
    answers = [answer for each in windows for answer in each]
    assert "".join(answer.source for answer in answers) == "abcdefg"
    assert "".join(answer.translations[0].text for answer in answers) == "ABCDEFG"


def test_no_more_is_read_than_a_window() -> None:
    read = []

    def lines() -> Iterator[str]:
        for line in "abcdefg":
            read.append(line)
            yield line

    windows = stream(lines(), shout, window=2)
    assert read == []
    next(windows)
    assert read == ["a", "b"]
    next(windows)
    assert read == ["a", "b", "c", "d"]


def test_nothing_gives_nothing() -> None:
    assert list(stream([], shout, window=5)) == []


def test_a_refused_line_is_named_by_its_number_among_all() -> None:
    def refuse(lines: Sequence[str], listener: Listener) -> list[list[Translation]]:
        if "f" in lines:
            raise TooLongError(lines.index("f") + 1, "too much")
        return shout(lines, silent)

    windows = stream(iter("abcdefg"), refuse, window=4, before=100)
    next(windows)
    with pytest.raises(TooLongError, match=r"^line 106 has too much;"):
        next(windows)


@pytest.mark.parametrize("total", [None, 7])
def test_progress_counts_lines_and_ends(total: int | None) -> None:
    heard: list[Progress] = []
    list(stream(iter("abcdefg"), shout, window=3, total=total, listener=heard.append))
    assert (heard[-1].done, heard[-1].total, heard[-1].unit) == (7, 7, "lines")
    assert [each.done for each in heard] == sorted(each.done for each in heard)


def test_a_window_is_some_batches() -> None:
    assert (window_of(1), window_of(64), window_of(100)) == (256, 256, 400)


def test_what_is_said_while_translating_is_passed_on() -> None:
    def saying(lines: Sequence[str], listener: Listener) -> list[list[Translation]]:
        tell(listener, "translating", f"{len(lines)} at once")
        return shout(lines, listener)

    heard: list[Progress] = []
    list(stream(iter("abcde"), saying, window=3, listener=heard.append))
    assert [each.remark for each in heard if each.remark] == ["3 at once", "2 at once"]


class _Side(Workers):
    """Workers that are this process."""

    def in_order(self, pieces: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for piece in pieces:
            if "f" in piece:
                raise pickle.loads(pickle.dumps(TooLongError(piece.index("f") + 1, "too much")))
            yield piece, shout(piece, silent)


def test_windows_are_shared_among_processes_and_answered_as_by_one() -> None:
    heard: list[Progress] = []
    workers = _Side(cast(Any, print), 2, print)
    shared = list(stream(iter("abcdegh"), workers, window=3, before=4, listener=heard.append))
    assert shared == list(stream(iter("abcdegh"), shout, window=3, before=4))
    assert heard[-1].done == 11
    with pytest.raises(TooLongError, match=r"^line 106 has too much;"):
        list(stream(iter("abcdefg"), workers, window=4, before=100))
