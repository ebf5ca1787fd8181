import io
import sys
import time

import pytest

from babelix.base.progress import Progress, tell
from babelix.cli.progress import describe, listener


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (Progress("reading", 3, None, "lines"), "reading 3 lines"),
        (
            Progress("reading", 1234, 5678, "lines", 10.0, 444.4),
            "reading 1,234/5,678 lines  10.0 lines/s  7:24 left",
        ),
        (Progress("training", 1, 9, "steps", 0.5, 3725), "training 1/9 steps  0.5 steps/s  1:02:05 left"),
        (Progress("training", 1, 9, "steps", figures={"loss": 3.21}), "training 1/9 steps  loss 3.21"),
    ],
)
def test_a_line_says_how_far_and_how_long(given, line):
    assert describe(given) == line


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_one_line_lives_and_ends_when_all_is_done(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    show = listener()
    show(Progress("reading", 1000, 2000, "lines"))
    show(Progress("reading", 2000, 2000, "lines"))
    assert sys.stderr.getvalue() == "\rreading 1,000/2,000 lines\rreading 2,000/2,000 lines\n"


def test_a_shorter_line_covers_the_longer_one_before(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    show = listener()
    show(Progress("reading", 1000, None, "lines"))
    show(Progress("reading", 1, None, "lines"))
    assert sys.stderr.getvalue() == "\rreading 1,000 lines\rreading 1 lines    "


def test_a_remark_takes_the_place_of_the_live_line_and_stays(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    show = listener()
    show(Progress("reading", 1, None, "lines"))
    tell(show, "reading", "the file is long")
    assert sys.stderr.getvalue() == "\rreading 1 lines\r               \rthe file is long\n"


def test_a_remark_is_shown_at_once_and_not_when_quiet(capsys):
    tell(listener(every=1e9), "reading", "the file is long")
    tell(listener(quiet=True), "reading", "no")
    assert capsys.readouterr() == ("", "the file is long\n")


def test_elsewhere_a_line_comes_now_and_then(monkeypatch, capsys):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    show = listener(every=10)
    for done, seconds in [(1, 3), (2, 8), (3, 3), (4, 8)]:
        now[0] += seconds
        show(Progress("reading", done, 7, "lines"))
    assert capsys.readouterr() == ("", "reading 2/7 lines\nreading 4/7 lines\n")


def test_quiet_shows_nothing_anywhere(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    listener(quiet=True)(Progress("reading", 7, 7, "lines"))
    assert sys.stderr.getvalue() == ""
