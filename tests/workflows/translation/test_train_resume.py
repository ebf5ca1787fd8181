"""A run killed at any moment and resumed leaves the same bytes as a run left alone."""

import subprocess
import sys

import numpy as np
import pytest

STEPS = 37

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
dropout = 0.1

[training]
seed = 3
threads = 1
precision = "float32"
steps = %(steps)s
batch_tokens = 300
warmup = 10
log_every = 3
evaluate_every = 11
save_every = 7
bleu_sentences = 2
samples = 1
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def runs(request, samples, tmp_path):
    """Train once alone and once killed at every one of `kills`, resumed after each; return both folders."""
    child = request.path.with_name("train_child.py")

    def train(*kills, dropout=0.0, extra=""):
        recipe = tmp_path / "recipe.toml"
        numbers = {"samples": samples, "dropout": dropout, "steps": STEPS}
        recipe.write_text(RECIPE % numbers + extra, encoding="utf-8")
        alone, killed = tmp_path / "alone", tmp_path / "killed"
        for run, stops in ((alone, ["nowhere"]), (killed, [*kills, "nowhere"])):
            command = [sys.executable, str(child), str(recipe), str(run), *stops]
            done = subprocess.run(command, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            run.with_suffix(".ends").write_text(done.stdout, encoding="utf-8")
        return alone, killed

    return train


def left_behind(run):
    """Return the bytes of everything in the run but its clocks."""
    files = sorted(path for path in run.rglob("*") if path.is_file())
    return {str(path.relative_to(run)): path.read_bytes() for path in files if path.name != "timings.jsonl"}


def assert_the_same(alone, killed):
    found, expected = left_behind(killed), left_behind(alone)
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []


def test_killed_at_five_random_steps(runs):
    steps = np.random.default_rng(5).choice(np.arange(1, STEPS), size=5, replace=False)
    alone, killed = runs(*(f"step:{step}" for step in sorted(steps)))
    assert_the_same(alone, killed)
    assert (killed / "metrics.jsonl").read_text().count("\n") == STEPS // 3 + 1 + STEPS // 11 + 1


def test_killed_at_twenty_random_moments(runs):
    """While it reads, learns subwords, trains, evaluates or writes: wherever it is at that call of a function."""
    calls = np.random.default_rng(7).integers(1_000, 100_000, size=20)
    alone, killed = runs(*(f"calls:{call}" for call in calls))
    assert killed.with_suffix(".ends").read_text(encoding="utf-8").count(" -9\n") >= 15
    assert_the_same(alone, killed)


def test_killed_while_it_writes(runs):
    alone, killed = runs("writing:7", "writing:14", "between:14", "after-save:21")
    assert_the_same(alone, killed)


@pytest.mark.parametrize(
    ("dropout", "extra"),
    [(0.0, "average_decay = 0.9"), (0.0, "average_last = 3"), (0.1, "accumulate = 2")],
    ids=["exponential average", "average of snapshots", "BPE-dropout, accumulated"],
)
def test_killed_with_every_average_and_with_bpe_dropout(runs, dropout, extra):
    alone, killed = runs("step:16", "between:28", dropout=dropout, extra=extra)
    assert_the_same(alone, killed)
