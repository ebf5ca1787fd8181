"""What the loop does with several ranks, here threads of one process that wait for each other."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from babelix.base.errors import TaskError
from babelix.base.ranks import Rank
from babelix.training.keeping import FINAL, LAST
from babelix.training.ranks.alone import ALONE, LostError, Ranks, together
from babelix.training.tensors import load_tensors


class Threads(Ranks):
    """One of several that share `boxes`, a place each."""

    def __init__(self, number, boxes, barrier):
        super().__init__(Rank(number, len(boxes)))
        self.boxes, self.barrier = boxes, barrier

    def exchanged(self, value):
        self.boxes[self.rank.number] = value
        self.barrier.wait()
        found = list(self.boxes)
        self.barrier.wait()
        return found

    def sums(self, *values):
        return [sum(each) for each in zip(*self.exchanged(values), strict=True)]

    def add_up(self, parameters):
        for each in parameters:
            each.grad = sum(self.exchanged(torch.zeros_like(each) if each.grad is None else each.grad))

    def from_first(self, make):
        return self.exchanged(make() if self.rank.first else None)[0]

    def wait(self):
        self.exchanged(None)


@pytest.fixture
def shared(loop, points, tmp_path):
    """Return a function that runs a loop in threads that share its batches, and returns the loops and the folder."""

    class Part(points):  # type: ignore[misc, valid-type]
        def __init__(self, rank, **more):
            super().__init__(**more)
            self.rank = rank

        def batches(self, epoch, first):
            for rows in super().batches(epoch, first):
                part = rows[self.rank.number :: self.rank.of]
                yield part if len(part) else None

    def run(of, **plan):
        folder = tmp_path / f"{of}"
        folder.mkdir()
        boxes, barrier = [None] * of, threading.Barrier(of, timeout=20)
        loops = [
            loop(Part(Rank(number, of), sizes=(2, 11, 16)), folder, **plan,
                 ranks=Threads(number, boxes, barrier) if of > 1 else ALONE)
            for number in range(of)
        ]  # fmt: skip
        with ThreadPoolExecutor(of) as pool:
            ends = [pool.submit(each.run) for each in loops]
            assert {end.result() for end in ends} == {folder / FINAL}
        return loops, folder

    return run


@pytest.mark.parametrize("plan", [{}, {"accumulate": 2, "average_decay": 0.9, "keep": "best"}])
def test_several_that_share_the_batches_train_as_one_does(shared, plan):
    """Of three, one has no part of the batch of two: its gradients and its count are nothing."""
    [(one, alone), (three, together)] = (shared(of, **plan) for of in (1, 3))
    for each in three:
        torch.testing.assert_close(each.model.weight, one[0].model.weight)
        assert torch.equal(each.model.weight, three[0].model.weight)
        assert vars(each.state) == vars(three[0].state)
    found, expected = (
        [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
        for folder in (together, alone)
    )
    assert [line.get("tokens") for line in found] == [line.get("tokens") for line in expected]
    for line, other in zip(found, expected, strict=True):
        assert line == pytest.approx(other, abs=1e-6)


def test_the_first_alone_evaluates_and_writes(shared):
    loops, folder = shared(2)
    assert [len(each.task.evaluated) for each in loops] == [3, 0]
    assert (folder / "metrics.jsonl").read_text().count("\n") == 5 + 3
    assert (folder / LAST).exists()
    assert load_tensors(folder / FINAL)[1]["step"] == 13


def test_one_that_is_asked_to_stop_stops_all(loop, points, tmp_path):
    class Asked(Ranks):
        def sums(self, *values):
            return [1.0 if value is False else value for value in values]

    with pytest.raises(TaskError, match="stopped at step 1 of 13; everything is saved"):
        loop(ranks=Asked()).run()
    assert load_tensors(tmp_path / LAST)[1]["step"] == 1


def test_one_that_is_lost_ends_the_run_with_where_to_go_on(loop, tmp_path):
    class Losing(Ranks):
        def add_up(self, parameters):
            self.updates = getattr(self, "updates", 0) + 1
            if self.updates == 7:
                raise LostError("another ended")

    with pytest.raises(LostError) as lost:
        loop(ranks=Losing()).run()
    assert str(lost.value) == (
        f"another ended, after update 6 of 13; {tmp_path} holds all as of update 4: go on with `resume`, in as many "
        "processes or another number"
    )
    assert lost.value.setting == ("resume",)


def test_one_alone_sums_waits_and_agrees_with_itself():
    assert together() is ALONE
    assert ALONE.sums(3, 0.5) == [3, 0.5]
    assert ALONE.from_first(lambda: "made") == "made"
    ALONE.wait()
    ALONE.agree(lambda: pytest.fail("asked for nothing"))
    state = torch.get_rng_state()
    ALONE.draw_for(3, 5)
    assert torch.equal(torch.get_rng_state(), state)
