from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from babelix.classic.labelled import Labelled
from babelix.classic.variation import Variation
from babelix.workflows.classic.convnet.task import PictureTask, Reading, cycle


@pytest.fixture
def task():
    images = np.arange(11 * 4, dtype=np.uint8).reshape(11, 1, 2, 2)
    train = Labelled(images, np.arange(11) % 2, ("a", "b"))
    reading = Reading(torch.tensor([0.1]), torch.tensor([0.5]))
    cpu = torch.device("cpu")
    val = train.take(np.arange(3))
    return PictureTask(train, val, reading, batch=4, seed=5, device=cpu, precision=torch.float32)


class First(nn.Module):
    """Says "b" by as much as the first pixel is bright."""

    def forward(self, x):
        return torch.stack([torch.zeros(len(x)), x[:, 0, 0, 0]], 1)


def test_an_epoch_reads_every_picture_once_in_its_own_order(task):
    epochs = [[each.images[:, 0, 0, 0].tolist() for each in task.batches(epoch, 0)] for epoch in (0, 1)]
    assert [[len(batch) for batch in epoch] for epoch in epochs] == [[4, 4, 3]] * 2
    for epoch in epochs:
        assert sorted(pixel for batch in epoch for pixel in batch) == list(range(0, 44, 4))
    assert epochs[0] != epochs[1]
    assert [each.images[:, 0, 0, 0].tolist() for each in task.batches(1, 2)] == epochs[1][2:]


def test_what_is_trained_on_varies_by_the_seed_epoch_and_batch_and_what_is_held_out_does_not(task):
    task._reading = replace(task._reading, variation=Variation(shift=1))
    images = [np.concatenate([each.images for each in task.batches(epoch, 0)]) for epoch in (0, 0, 1)]
    np.testing.assert_array_equal(images[0], images[1])
    one, _, other = (sorted(each.tobytes() for each in epoch) for epoch in images)
    assert one != other
    np.testing.assert_array_equal(next(task.batches(0, 1)).images, images[0][4:8])  # as a run goes on
    assert {each.tobytes() for each in images[0]} - {each.tobytes() for each in task._train.images}
    assert task.evaluate(First())["val_accuracy"] == pytest.approx(2 / 3)


def test_pixels_are_scaled(task):
    found = task.pixels(np.full((1, 1, 2, 2), 51, np.uint8))
    torch.testing.assert_close(found, torch.full((1, 1, 2, 2), (0.2 - 0.1) / 0.5))


def test_loss_and_accuracy_by_hand(task):
    x = (torch.tensor([0.0, 4.0, 8.0]) / 255 - 0.1) / 0.5
    p = torch.sigmoid(x)
    expected = -((1 - p[0]).log() + p[1].log() + (1 - p[2]).log())
    batch = task._train.take(np.arange(3))
    loss = task.loss(First(), batch)
    torch.testing.assert_close(loss.total, expected)
    assert loss.count == 3
    figures = task.evaluate(First())  # all three are dark: "a", as two of them are
    assert figures == {"val_loss": pytest.approx(float(expected) / 3), "val_accuracy": pytest.approx(2 / 3)}
    assert task.samples(First()) == []


def test_pictures_are_brought_to_the_nets_side(task):
    task._reading = replace(task._reading, side=8)
    assert task.pixels(np.zeros((2, 1, 2, 2), np.uint8)).shape == (2, 1, 8, 8)


def test_the_rates_way():
    rates = [cycle(step, steps=10, highest=3.0) for step in range(1, 11)]
    assert rates[:2] == [1.5, 3.0]
    assert rates[5] == pytest.approx(1.5)
    assert rates[-1] == pytest.approx(0)
    assert cycle(1, steps=1, highest=3.0) == 3.0
