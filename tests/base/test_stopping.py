import os
import signal
import threading

import pytest

from babelix.base.errors import TaskError
from babelix.base.stopping import SIGNALS, Stopping, asking

OTHERS = [number for number in SIGNALS if number != signal.SIGINT]


def raise_(number: int) -> None:
    os.kill(os.getpid(), number)


def test_a_signal_ends_a_task_at_once() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with pytest.raises(KeyboardInterrupt), Stopping():
        raise_(signal.SIGINT)
    for number in OTHERS:
        with pytest.raises(TaskError, match=f"stopped by {signal.Signals(number).name}"), Stopping():
            raise_(number)
    assert [signal.getsignal(number) for number in SIGNALS] == before


@pytest.mark.parametrize("number", SIGNALS)
def test_what_must_be_whole_ends_before_a_first_signal_does(number: int) -> None:
    done = []

    def work(*signals: int) -> None:
        with Stopping() as stopping, stopping.whole():
            for each in signals:
                raise_(each)
            done.append(signals)

    with pytest.raises((KeyboardInterrupt, TaskError)):
        work(number)
    assert done == [(number,)]
    with pytest.raises(KeyboardInterrupt):
        work(number, signal.SIGINT)
    assert done == [(number,)]


def test_without_a_signal_nothing_happens() -> None:
    with Stopping() as stopping:
        with stopping.whole():
            pass
        with stopping.whole():
            pass


def test_a_hangup_that_is_ignored_stays_so_and_other_threads_ask_for_nothing() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert asking() == [signal.SIGINT, signal.SIGTERM]
        with Stopping():
            raise_(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    found: list[object] = [None]
    thread = threading.Thread(target=lambda: found.append(asking()))
    thread.start()
    thread.join()
    assert found[-1] == []
