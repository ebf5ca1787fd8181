import pytest

from babelix.base import progress
from babelix.base.progress import Progress, Reporter, duration, silent, tell


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until a test moves it."""

    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_reports_count_units_rate_and_time_left(clock):
    seen = []
    reporter = Reporter(seen.append, "training", 40, "steps")
    clock.now += 2
    reporter.advance(10, loss=3.5)
    assert seen == [Progress("training", 10, 40, "steps", rate=5, seconds_left=6, figures={"loss": 3.5})]


def test_reports_are_held_back_until_the_last_is_old_enough_or_all_is_done(clock):
    seen = []
    reporter = Reporter(seen.append, "reading", 5, "lines", every=1.0)
    for step in (0.5, 0.5, 0.25, 0.5, 0.5):
        clock.now += step
        reporter.advance()
    assert [report.done for report in seen] == [1, 4, 5]


def test_without_a_total_no_time_left_is_told(clock):
    seen = []
    reporter = Reporter(seen.append, "reading", None, "lines")
    clock.now += 3
    reporter.advance(6)
    assert (seen[0].total, seen[0].rate, seen[0].seconds_left) == (None, 2, None)


def test_before_any_time_has_passed_no_rate_is_told(clock):
    seen = []
    Reporter(seen.append, "reading", 7, "lines").advance(2)
    assert (seen[0].rate, seen[0].seconds_left) == (None, None)


def test_a_resumed_task_starts_where_it_was_and_counts_only_its_own_rate(clock):
    seen = []
    reporter = Reporter(seen.append, "training", 40, "steps", done=30)
    clock.now += 2
    reporter.advance(4)
    assert (seen[0].done, seen[0].rate, seen[0].seconds_left) == (34, 2, 3)


def test_silence_says_nothing(capsys):
    silent(Progress("reading", 1, 2, "lines"))
    assert capsys.readouterr() == ("", "")


def test_a_remark_is_words_alone():
    told = []
    tell(told.append, "reading", "the file is long")
    assert told == [Progress("reading", 0, None, "", remark="the file is long")]


def test_a_duration_shows_hours_where_there_are_some():
    assert [duration(each) for each in (0, 59.6, 444.4, 3725)] == ["0:00", "1:00", "7:24", "1:02:05"]
