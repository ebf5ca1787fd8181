import json
import platform
import time

import pytest
from benchmarks.measure import Spread, arguments, compare, in_turn, machine, ratio, spread, timed, write

from benchmarks import measure


def test_sides_run_in_turn_and_warm_up_rounds_are_dropped():
    ran = []

    def side(name):
        ran.append(name)
        return f"{name}{len(ran)}"

    found = in_turn({"a": lambda: side("a"), "b": lambda: side("b")}, repeats=2, warmup=1)
    assert ran == ["a", "b", "a", "b", "a", "b"]
    assert found == {"a": ["a3", "a5"], "b": ["b4", "b6"]}


@pytest.mark.parametrize(
    ("values", "expected"),
    [([3.0], (3, 3, 3)), ([7.0, 2.0, 3.0], (3, 2, 7)), ([5.0, 11.0, 2.0, 7.0], (6, 2, 11))],
)
def test_median_least_and_most_by_hand(values, expected):
    assert spread(values) == expected


def test_ratios_are_taken_repeat_by_repeat():
    # 6 / 2, 10 / 5, 7 / 1: the ratio of the medians would be 7 / 2.
    assert ratio([6.0, 10.0, 7.0], [2.0, 5.0, 1.0]) == Spread(3.0, 2.0, 7.0)
    assert str(Spread(3.0, 2.04, 7.25)) == "3.0 (2.0 to 7.2)"
    with pytest.raises(ValueError, match="shorter"):
        ratio([1.0, 2.0], [1.0])


def test_the_clock_is_read_around_the_call(monkeypatch):
    ticks = iter([11.0, 13.5])
    monkeypatch.setattr(time, "perf_counter", lambda: next(ticks))
    assert timed(lambda: None)() == 2.5


def test_two_ways_of_one_thing_compared(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    ours, theirs = iter([9.0, 1.0, 2.0, 1.0]), iter([9.0, 3.0, 4.0, 5.0])

    def advance(steps):
        now[0] += next(steps)

    found = compare("the thing", lambda: advance(ours), lambda: advance(theirs), repeats=3)
    assert found == {
        "name": "the thing",
        "ours_seconds": 1.0,
        "theirs_seconds": 4.0,
        "ratio": 3.0,
        "ratio_spread": [2.0, 5.0],
        "repeats": 3,
    }
    said = capsys.readouterr().out
    assert said == "the thing: 3.00x (2.00 to 5.00), ours 1.000 s, theirs 4.000 s, 3 repeats\n"


def test_every_benchmark_takes_repeats_and_json(tmp_path):
    parser = arguments("What is measured.", repeats=7)
    assert parser.parse_args([]).repeats == 7
    assert parser.parse_args([]).json is None
    asked = parser.parse_args(["--repeats", "2", "--json", str(tmp_path / "a.json")])
    assert (asked.repeats, asked.json) == (2, tmp_path / "a.json")


def test_the_json_holds_the_machine_and_the_results(tmp_path):
    write(tmp_path / "a.json", [{"ratio": 2.5}], ("pytest", "no such package"))
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert found["results"] == [{"ratio": 2.5}]
    assert found["machine"].keys() == {"cpu", "cores", "load", "threads", "python", "versions"}
    assert found["machine"]["python"] == platform.python_version()
    assert found["machine"]["versions"].keys() == {*measure.PACKAGES, "pytest"}
    write(None, [])


def test_the_machine_is_named():
    assert machine()["cpu"]
    assert machine()["cores"] >= 1
