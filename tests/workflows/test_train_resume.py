"""A run killed at any moment and resumed leaves the same bytes as a run left alone."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).parents[1] / "data"
CHILD = Path(__file__).with_name("train_child.py")
STEPS = 37

RECIPE = f"""
[data]
train = ["{DATA / "sentences-train.tsv"}"]
val = ["{DATA / "sentences-val.tsv"}"]

[subwords]
size = 307
dropout = %s

[model]
size = "tiny"
d_model = 16
d_ff = 24
heads = 2
encoder_layers = 1
decoder_layers = 1
dropout = 0.1

[training]
seed = 3
threads = 1
precision = "float32"
steps = {STEPS}
batch_tokens = 300
warmup = 10
log_every = 3
evaluate_every = 11
save_every = 7
bleu_sentences = 2
"""

pytestmark = pytest.mark.slow


def recipe(folder, dropout=0.0, extra=""):
    path = folder / "recipe.toml"
    path.write_text(RECIPE % dropout + extra, encoding="utf-8")
    return path


def runs(path, folder, *kills):
    """Train once alone and once killed at every one of `kills`, resumed after each; return both folders."""
    alone, killed = folder / "alone", folder / "killed"
    for run, stops in ((alone, ["nowhere"]), (killed, [*kills, "nowhere"])):
        done = subprocess.run(
            [sys.executable, str(CHILD), str(path), str(run), *stops], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    return alone, killed


def left_behind(run):
    """Return the bytes of everything in the run but its clocks."""
    files = sorted(path for path in run.rglob("*") if path.is_file())
    return {str(path.relative_to(run)): path.read_bytes() for path in files if path.name != "timings.jsonl"}


def assert_the_same(alone, killed):
    found, expected = left_behind(killed), left_behind(alone)
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []


def test_killed_at_five_random_steps(tmp_path):
    steps = np.random.default_rng(5).choice(np.arange(1, STEPS), size=5, replace=False)
    alone, killed = runs(recipe(tmp_path), tmp_path, *(f"step:{step}" for step in sorted(steps)))
    assert_the_same(alone, killed)
    assert (killed / "metrics.jsonl").read_text().count("\n") == STEPS // 3 + 1 + STEPS // 11 + 1


def test_killed_while_it_writes(tmp_path):
    alone, killed = runs(recipe(tmp_path), tmp_path, "writing:7", "writing:14", "between:14", "after-save:21")
    assert_the_same(alone, killed)


@pytest.mark.parametrize(
    ("dropout", "extra"),
    [(0.0, "average_decay = 0.9"), (0.0, "average_last = 3"), (0.1, "accumulate = 2")],
    ids=["exponential average", "average of snapshots", "BPE-dropout, accumulated"],
)
def test_killed_with_every_average_and_with_bpe_dropout(tmp_path, dropout, extra):
    path = recipe(tmp_path, dropout, extra)
    alone, killed = runs(path, tmp_path, "step:16", "between:28")
    assert_the_same(alone, killed)
