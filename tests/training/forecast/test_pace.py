from babelix.base.progress import Progress
from babelix.training.forecast.pace import Pace


def test_the_time_left_is_told_once_the_first_updates_are_measured():
    """Five updates are ignored; twenty of 3 seconds and 1,000 to go are 50 minutes."""
    told = list[Progress]()
    pace = Pace(1037, told.append)
    for number in range(1, 36):
        pace.count(number + 12, 100.0 if number <= 5 else 3.0)
    assert [each.remark for each in told] == [
        "1,000 updates to go, about 50:00 at 0.33 updates/s, evaluations not counted"
    ]


def test_nothing_is_told_when_nothing_is_left():
    told = list[Progress]()
    pace = Pace(25, told.append)
    for number in range(1, 26):
        pace.count(number, 3.0)
    assert told == []
