from typing import Any

import numpy as np
import pytest
import torch

from babelix.base.ranks import Rank
from babelix.text import PADDING
from babelix.trees.penn import read_trees
from babelix.workflows.parsing.encoded import Learned, encode
from babelix.workflows.parsing.run import load_run
from babelix.workflows.parsing.task import ParsingTask


@pytest.fixture(scope="module")
def run(tree_run):
    return load_run(tree_run)


@pytest.fixture(scope="module")
def trees(tree_recipe):
    lines = (tree_recipe.parent / "train.mrg").read_text(encoding="utf-8").splitlines()
    return [placed.tree.children[0] for placed in read_trees(lines, "train")]


def task_of(run, trees, silver=(), rank=Rank(), **data):
    settings = run.settings.model_copy(update={"data": run.settings.data.model_copy(update=data)})
    given = Learned(*(encode(part, run.subwords, run.symbols, 61) for part in (trees, trees[:5], silver)))
    more: dict[str, Any] = {"smoothing": 0.1, "device": torch.device("cpu"), "precision": torch.float32}
    more["rank"] = rank
    return ParsingTask(given, run.subwords, run.symbols, settings, **more)


def test_an_epoch_has_every_tree_and_the_altered_ones(run, trees):
    task = task_of(run, trees, substitute=2.0)
    rows = sum(len(batch.source) for batch in task.batches(0, 0))
    assert rows == 3 * len(encode(trees, run.subwords, run.symbols, 61))
    first, again = (next(task.batches(4, 2)) for _ in range(2))
    assert np.array_equal(first.source, again.source)
    assert np.array_equal(first.target_in, again.target_in)
    assert not np.array_equal(next(task.batches(0, 0)).source, next(task.batches(1, 0)).source)


def test_a_share_of_another_parsers_trees_is_drawn_anew_each_epoch(run, trees):
    whole, half = (
        task_of(run, trees, trees[:11], silver_weight=weight, substitute=0.0) for weight in (2.0, 0.5)
    )
    gold = len(encode(trees, run.subwords, run.symbols, 61))
    assert sum(len(batch.source) for batch in whole.batches(0, 0)) == gold + 22
    counts = [sum(len(batch.source) for batch in half.batches(epoch, 0)) - gold for epoch in range(7)]
    assert all(0 <= count <= 11 for count in counts)
    assert 20 < sum(counts) < 57
    assert len(set(counts)) > 1


@pytest.mark.parametrize("of", [2, 23])
def test_processes_share_every_batch_and_trees_are_altered_as_in_one(run, trees, of):
    more = {"substitute": 1.0, "lowercase": 0.5}
    whole = list(task_of(run, trees, **more).batches(3, 0))
    parts = [list(task_of(run, trees, rank=Rank(number, of), **more).batches(3, 0)) for number in range(of)]
    assert {len(part) for part in parts} == {len(whole)}
    for batch, *cut in zip(whole, *parts, strict=True):
        rows = [np.trim_zeros(row, "b").tolist() for row in batch.target_out]
        for number, each in enumerate(cut):
            found = [] if each is None else [np.trim_zeros(row, "b").tolist() for row in each.target_out]
            assert found == rows[number::of]


def test_every_target_is_a_tree(run, trees):
    task = task_of(run, trees, substitute=1.0, lowercase=0.5)
    for batch in task.batches(3, 0):
        for row in batch.target_out.tolist():
            ids = [token for token in row if token != PADDING][:-1]
            words = sum(token >= 4 + 2 * len(run.symbols.labels) for token in ids)
            run.symbols.decode(ids, ["w"] * words)


def test_the_loss_is_that_of_the_symbols_alone(run, trees):
    task = task_of(run, trees)
    batch = next(task.batches(0, 0))
    loss = task.loss(run.model, batch)
    assert loss.count == batch.tokens
    # Among symbols alone no answer costs more than the log of their number, once nothing is learned.
    torch.manual_seed(1)
    with torch.no_grad():
        flat = load_run(run.weights.parent).model
        flat.E.weight.zero_()
        assert float(task.loss(flat, batch).negative) / loss.count == pytest.approx(
            np.log(len(run.symbols)), abs=1e-3
        )


@pytest.mark.slow
def test_validation_has_f1_and_samples(run, trees):
    task = task_of(run, trees)
    figures = task.evaluate(run.model)
    assert set(figures) == {"val_loss", "val_perplexity", "val_f1", "val_tagging"}
    assert 0 <= figures["val_f1"] <= 100
    (sample,) = task.samples(run.model)
    assert sample["gold"].startswith("(S (NP")
    assert sample["parser"].startswith("(")
