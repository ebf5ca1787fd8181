import json
import threading

import pytest
import torch
from torch.nn import functional as F

from babelix.base.errors import TaskError
from babelix.training.keeping import BEST, FINAL, LAST
from babelix.training.tensors import load_tensors


def weight(path):
    return load_tensors(path)[0]["weight"]


def lines(folder):
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def test_one_update_by_hand(loop, points):
    """Adam's first step moves every weight by the rate against the sign of its gradient."""
    task = points(sizes=(29,))
    run = loop(task, steps=1, rate=lambda step: 0.25, betas=(0.9, 0.98))
    before = run.model.weight.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(F.cross_entropy(task.x @ before.T, task.y, label_smoothing=0.1), before)
    run.run()
    expected = before - 0.25 * gradient / (gradient.abs() + 1e-9)
    torch.testing.assert_close(run.model.weight, expected)


def test_the_optimiser_has_the_numbers_of_the_plan(loop):
    (group,) = loop(betas=(0.3, 0.7), epsilon=0.11, weight_decay=0.13).optimiser.param_groups
    assert (group["betas"], group["eps"], group["weight_decay"]) == ((0.3, 0.7), 0.11, 0.13)


def test_two_updates_by_hand_with_epsilon_decay_and_betas(loop, points):
    """Adam (Kingma and Ba 2015, algorithm 1), the penalty's gradient added to the loss's."""
    task, (beta_1, beta_2), epsilon, decay = points(sizes=(29,)), (0.3, 0.7), 0.11, 0.13
    run = loop(task, steps=2, rate=lambda step: 0.25 / step, betas=(beta_1, beta_2), epsilon=epsilon,
               weight_decay=decay)  # fmt: skip
    W = run.model.weight.detach().double()
    m = v = torch.zeros_like(W)
    for step in (1, 2):
        here = W.clone().requires_grad_()
        loss = F.cross_entropy(task.x.double() @ here.T, task.y, label_smoothing=0.1)
        g = torch.autograd.grad(loss, here)[0] + decay * W
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**step), v / (1 - beta_2**step)
        W = W - 0.25 / step * m_hat / (v_hat.sqrt() + epsilon)
    run.run()
    torch.testing.assert_close(run.model.weight.detach().double(), W, rtol=1e-5, atol=1e-6)


def test_what_is_logged(loop, tmp_path):
    seen = []
    loop(steps=7, observer=lambda step, figures: seen.append((step, dict(figures)))).run()
    found = lines(tmp_path)
    assert [(line["step"], "val_loss" in line) for line in found] == [
        (3, False),
        (5, True),
        (6, False),
        (7, False),
        (7, True),
    ]
    # Three batches an epoch: 29 points.
    assert found[0] | {"loss": 0, "nll": 0} == {
        "step": 3,
        "epoch": 0,
        "loss": 0,
        "nll": 0,
        "rate": 0.1 / 3,
        "tokens": 29,
    }
    assert [(step, "val_loss" in figures) for step, figures in seen] == [
        (line["step"], "val_loss" in line) for line in found
    ]
    timings = [json.loads(line) for line in (tmp_path / "timings.jsonl").read_text().splitlines()]
    assert [line["step"] for line in timings] == [3, 6, 7]
    assert all(line["seconds"] > 0 and line["tokens_per_second"] > 0 for line in timings)


def test_the_logged_loss_is_the_mean_over_the_predictions_since_the_last_line(loop, points, tmp_path):
    task = points(sizes=(7, 11, 11))
    run = loop(task, steps=3, rate=lambda step: 0.0)
    W = run.model.weight.detach().clone()
    run.run()
    logged = lines(tmp_path)[0]
    assert logged["loss"] == pytest.approx(float(F.cross_entropy(task.x @ W.T, task.y, label_smoothing=0.1)))
    assert logged["nll"] == pytest.approx(float(F.cross_entropy(task.x @ W.T, task.y)))


@pytest.mark.parametrize("clip", [None, 0.05])
def test_batches_accumulated_are_one_big_batch(loop, points, tmp_path, clip):
    small = loop(points(sizes=(7, 11, 11)), tmp_path / "small", steps=5, accumulate=3, clip=clip)
    big = loop(points(sizes=(29,)), tmp_path / "big", steps=5, clip=clip)
    for run in (small, big):
        run.folder.mkdir()
        run.run()
    torch.testing.assert_close(small.model.weight, big.model.weight, rtol=1e-6, atol=1e-6)
    assert small.state.tokens == big.state.tokens == 5 * 29


def test_clipping_holds_the_norm(loop, points, tmp_path):
    run = loop(points(sizes=(29,)), steps=1, clip=1e-3, rate=lambda step: 1.0, epsilon=1.0)
    before = run.model.weight.detach().clone()
    run.run()
    # Beside so large an epsilon the gradient vanishes: Adam moves by gradient / epsilon.
    assert float((run.model.weight - before).detach().norm()) == pytest.approx(1e-3, rel=1e-2)


def test_the_best_evaluation_is_kept(loop, points, tmp_path):
    task = points(figures=[3.0, 1.0, 2.0])
    run = loop(task)
    final = run.run()
    assert torch.equal(weight(tmp_path / BEST), task.evaluated[1])
    assert load_tensors(tmp_path / BEST)[1] == {"step": 10, "val_loss": 1.0}
    assert torch.equal(weight(final), run.model.weight)
    assert load_tensors(final)[1] == {"step": 13}


def test_patience_ends_the_run_with_the_best_weights(loop, points, tmp_path):
    task = points(figures=[3.0, 1.0, 2.0, 1.0, 0.0])
    run = loop(task, steps=100, patience=2, keep="best")
    final = run.run()
    assert run.state.step == 20
    assert torch.equal(weight(final), task.evaluated[1])
    assert load_tensors(final)[1] == {"step": 10}
    before = final.read_bytes()
    resumed = loop(points(figures=[]), steps=100, patience=2, keep="best", resume=True)
    assert resumed.run().read_bytes() == before
    assert resumed.state.step == 20


def test_a_better_evaluation_starts_the_patience_anew(loop, points, tmp_path):
    run = loop(points(figures=[3.0, 4.0, 1.0, 2.0, 2.0]), steps=100, patience=2, keep="best")
    final = run.run()
    assert run.state.step == 25
    assert load_tensors(final)[1] == {"step": 15}


def test_higher_can_be_better(loop, points, tmp_path):
    task = points(figures=[3.0, 5.0, 4.0])
    loop(task, higher_is_better=True, keep="best").run()
    assert torch.equal(weight(tmp_path / FINAL), task.evaluated[1])


def test_the_exponential_average_is_evaluated_and_kept(loop, points, tmp_path):
    task = points()
    run = loop(task, average_decay=0.8, keep="average")
    final = run.run()
    assert torch.equal(weight(final), run.average.weights["weight"])
    assert torch.equal(weight(final), task.evaluated[-1])
    assert not torch.equal(weight(final), run.model.weight)


def test_the_last_snapshots_are_averaged_and_older_ones_go(loop, tmp_path):
    final = loop(average_last=2, keep="average").run()
    snapshots = sorted(tmp_path.glob("snapshot-*"))
    assert [path.name for path in snapshots] == [
        "snapshot-00000012.safetensors",
        "snapshot-00000013.safetensors",
    ]
    expected = (weight(snapshots[0]).double() + weight(snapshots[1]).double()) / 2
    assert torch.equal(weight(final), expected.float())


@pytest.mark.parametrize("spoil", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_ends_the_run_before_it_spoils_the_weights(loop, points, tmp_path, spoil):
    task = points()
    run = loop(task, save_every=1)
    plain = run._save

    def save():
        plain()
        task.spoil = spoil if run.state.step == 3 else None

    run._save = save
    with pytest.raises(
        TaskError, match="the loss is not a number at step 4; lower the rate or clip gradients"
    ):
        run.run()
    assert bool(run.model.weight.isfinite().all())
    assert load_tensors(tmp_path / LAST)[1]["step"] == 3
    assert not [thread for thread in threading.enumerate() if thread.name == "read-ahead"]


def test_progress_counts_the_steps(loop):
    told = []
    loop(listener=told.append).run()
    assert (told[-1].task, told[-1].done, told[-1].total, told[-1].unit) == ("training", 13, 13, "steps")
    assert {"epoch", "loss", "tokens/s", "val_loss"} <= told[-1].figures.keys()


def test_the_rate_is_that_of_the_plan(loop):
    asked = []
    run = loop(rate=lambda step: asked.append(step) or 0.5, steps=4, log_every=100)
    run.run()
    assert asked == [1, 2, 3, 4, 4]
    assert run.optimiser.param_groups[0]["lr"] == 0.5


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_an_evaluation_that_is_no_number_ends_the_run(loop, points, figure):
    with pytest.raises(TaskError, match="val_loss is not a number at step 10; lower the rate"):
        loop(points(figures=[3.0, figure])).run()


def test_samples_are_kept_and_told_at_each_evaluation(loop, points, tmp_path):
    told = []
    loop(points(words=True), steps=7, listener=told.append).run()
    kept = [json.loads(line) for line in (tmp_path / "samples.jsonl").read_text("utf-8").splitlines()]
    assert [(line["step"], line["point"]) for line in kept] == [(5, "é"), (7, "é")]
    remarks = [each.remark.splitlines() for each in told if "update 7:" in each.remark]
    loss = lines(tmp_path)[-1]["val_loss"]
    assert remarks == [[f"update 7: val_loss {loss:.4g}", "  point  é", f"  class  {kept[1]['class']}"]]
