"""Processes joined by gloo train a small translator; all of them are children of one process that imported torch."""

import json
import re
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.base.ranks import Rank
from babelix.training.ranks import group
from babelix.training.ranks.alone import ALONE
from babelix.training.ranks.group import Group, joined

RECIPE = """
task = "translation"
[data]
train = ["%(samples)s/sentences-train.tsv"]
val = ["%(samples)s/sentences-val.tsv"]
[subwords]
size = 307
dropout = %(dropout)s
[model]
size = "tiny"
d_model = 16
d_ff = 24
heads = 2
encoder_layers = 1
decoder_layers = 1
dropout = %(dropout)s
[training]
seed = 3
threads = 1
precision = "float32"
steps = 11
batch_tokens = %(tokens)s
warmup = 10
rate_factor = 0.1
log_every = 1
evaluate_every = 5
save_every = 4
samples = 0
"""
SCENARIOS = {
    "narrow one 1": [0],
    # Batches of two or three sentences: a process may have no part of one.
    "narrow three 3": [0, 0, 0],
    "dropping left 2": [0, 0],
    "dropping ended 2 kill:0@7": [-9, 1],
    "dropping ended 2 term:1@6": [1, 1],
    "dropping ended 2": [0, 0],
    "narrow other 2 kill:1@7": [1, -9],
    "narrow other 1": [0],
    "narrow odd 2 seed:1": [1, 1],
}


@pytest.fixture(scope="module")
def folder(request, samples, tmp_path_factory):
    """Return the folder of all runs; each process ended as its scenario says."""
    folder = tmp_path_factory.mktemp("ranks")
    for name, (tokens, dropout) in {"narrow": (40, 0.0), "dropping": (300, 0.1)}.items():
        text = RECIPE % {"samples": samples, "tokens": tokens, "dropout": dropout}
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    child = request.path.with_name("group_child.py")
    done = subprocess.run(
        [sys.executable, str(child), str(folder), *SCENARIOS], capture_output=True, text=True
    )
    assert done.stdout.splitlines() == [f"{name} {ends}" for name, ends in SCENARIOS.items()], done.stderr
    return folder


def lines(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]


def said(run):
    return run.with_suffix(".said").read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("run", ["three", "other"])
def test_losses_are_those_of_one_process(folder, run):
    """In three processes; in two of which one was killed, and from the checkpoint on in one."""
    found, expected = lines(folder / run), lines(folder / "one")
    assert len(found) == len(expected) == 11 + 3
    for line, other in zip(found, expected, strict=True):
        assert line == pytest.approx(other, abs=1e-5, rel=1e-6)


@pytest.mark.slow
def test_killed_stopped_and_resumed_they_leave_the_bytes_of_processes_left_alone(folder):
    """With dropout, each process its own."""
    left, ended = folder / "left", folder / "ended"
    names = {path.name for path in left.iterdir()}
    assert {path.name for path in ended.iterdir()} == names
    for name in names - {"timings.jsonl"}:
        assert (ended / name).read_bytes() == (left / name).read_bytes(), name
    assert json.loads((left / "run.json").read_text())["processes"] == 2


@pytest.mark.slow
def test_of_an_end_one_process_speaks_and_says_where_to_go_on(folder):
    lost, stopped = said(folder / "ended")
    # What the killed process sent last may be lost with it.
    assert re.sub(r"update [67] of", "update N of", lost) == (
        "another of the 2 processes that train together ended or is out of reach, after update N of 11; "
        f"{folder}/ended holds all as of update 4: go on with `resume`, in as many processes or another number"
    )
    assert stopped == f"stopped at step 6 of 11; everything is saved in {folder}/ended: go on with `resume`"
    assert len(said(folder / "other")) == 1


@pytest.mark.slow
def test_a_process_of_another_recipe_ends_all_and_leaves_nothing(folder):
    assert said(folder / "odd") == [
        "process 1 of 2 has other settings than process 0; start them all with one recipe, on the same files and "
        "versions"
    ]
    assert not (folder / "odd").exists()


def test_each_process_and_update_draws_numbers_of_its_own():
    def drawn(number, seed, step):
        process: Any = SimpleNamespace(rank=Rank(number, 2))
        Group.draw_for(process, seed, step)
        return float(torch.rand(()))

    with torch.random.fork_rng():
        assert drawn(1, 3, 5) == drawn(1, 3, 5)
        assert len({drawn(*each) for each in ((0, 3, 5), (1, 3, 5), (1, 2, 5), (1, 3, 6))}) == 4


def test_gradients_travel_in_few_messages_each_once(monkeypatch):
    monkeypatch.setattr(group, "_BUCKET", 10)
    parameters = [torch.nn.Parameter(torch.zeros(numbers)) for numbers in (3, 7, 1, 13, 2)]
    assert [[p.numel() for p in bucket] for bucket in group.buckets(parameters)] == [[3, 7], [1], [13], [2]]


def test_one_process_alone_joins_nothing_and_its_error_is_its_own():
    with pytest.raises(RequestError) as raised, joined(Rank()):
        raise RequestError("no")
    with joined(Rank()) as ranks:
        assert ranks is ALONE
    assert not raised.value.said
