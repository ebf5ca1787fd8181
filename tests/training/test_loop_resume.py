"""A loop that is stopped and goes on."""

import json
import signal

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.training.keeping import FINAL, LAST

PLANS = [
    {},
    {"average_decay": 0.8, "keep": "average"},
    {"average_last": 2, "keep": "average"},
    {"accumulate": 2},
]


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Folders of runs that nobody stopped, a plan each, by the plan's place in `PLANS`."""
    return {place: tmp_path_factory.mktemp("alone") for place in range(len(PLANS))}


@pytest.mark.parametrize("place", range(len(PLANS)), ids=["plain", "exponential", "snapshots", "accumulated"])
@pytest.mark.parametrize("stop", [1, 4, 5, 6])
def test_stopped_and_resumed_it_is_as_if_left_alone(loop, points, tmp_path, alone, place, stop):
    plan, alone, stopped = PLANS[place], alone[place], tmp_path / "stopped"
    stopped.mkdir()
    if not list(alone.iterdir()):
        loop(points(dropout=0.3), alone, **plan).run()

    first = loop(points(dropout=0.3), stopped, **plan)
    with pytest.raises(
        TaskError, match=rf"stopped at step \d+ of 13; everything is saved in {stopped}: go on"
    ):
        run_asked(first, stop)
    (stopped / ".last.safetensors.x.part").write_bytes(b"half")
    loop(points(dropout=0.3), stopped, resume=True, **plan).run()
    names = {path.name for path in alone.iterdir()}
    assert {path.name for path in stopped.iterdir()} == names
    for name in names - {"timings.jsonl"}:
        assert (stopped / name).read_bytes() == (alone / name).read_bytes(), name


def run_asked(run, stop):
    """Run, with a SIGTERM during update number `stop`."""
    plain = run._step

    def step(count):
        plain(count)
        if run.state.step == stop:
            signal.raise_signal(signal.SIGTERM)

    run._step = step
    run.run()


def test_resuming_where_nothing_was_saved_begins_anew(loop, tmp_path):
    (tmp_path / "metrics.jsonl").write_text('{"step": 3}\n{"step"')
    loop(resume=True).run()
    lines = (tmp_path / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines][:2] == [3, 5]


def test_a_finished_run_resumed_changes_nothing(loop, tmp_path):
    loop().run()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert loop(resume=True).run() == tmp_path / FINAL
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_run_given_more_updates_ends_as_one_planned_with_them(loop, points, tmp_path):
    """The checkpoint at the old end is within an epoch, and between evaluations and saves of the longer plan."""
    for name in ("whole", "longer"):
        (tmp_path / name).mkdir()
    loop(points(dropout=0.3), folder=tmp_path / "whole", steps=13).run()
    loop(points(dropout=0.3), folder=tmp_path / "longer", steps=7).run()
    loop(points(dropout=0.3), folder=tmp_path / "longer", steps=13, resume=True).run()
    whole, longer = (tmp_path / name / FINAL for name in ("whole", "longer"))
    assert longer.read_bytes() == whole.read_bytes()


def test_fewer_updates_than_were_made_are_refused(loop, tmp_path):
    loop(steps=7).run()
    before = (tmp_path / "metrics.jsonl").read_bytes()
    with pytest.raises(RequestError) as refused:
        loop(steps=6, resume=True)
    assert str(refused.value) == (
        f"training.steps 6 is less than the 7 updates that {tmp_path} has made; give 7 or more"
    )
    assert (tmp_path / "metrics.jsonl").read_bytes() == before


def test_a_damaged_checkpoint_stops_the_resume(loop, tmp_path):
    (tmp_path / LAST).write_bytes(b"no weights")
    with pytest.raises(RequestError, match=r"last.safetensors is damaged"):
        loop(resume=True)
