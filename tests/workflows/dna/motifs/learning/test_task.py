import numpy as np
import pytest
import torch

from babelix.classic.sites.nets import SiteNet
from babelix.workflows.dna.motifs.learning.data import Encoded
from babelix.workflows.dna.motifs.learning.task import SiteTask, predicted


@pytest.fixture
def sites():
    rng = np.random.default_rng(1)
    rows = np.eye(4, dtype=np.float32)[rng.integers(0, 4, (23, 5))]
    return Encoded(rows, rng.integers(0, 3, 23))


def test_an_epoch_is_every_site_once_and_goes_on_from_a_batch(sites):
    task = SiteTask(sites, sites, batch=7, seed=2, device=torch.device("cpu"))
    whole = list(task.batches(3, 0))
    assert [len(each) for each in whole] == [7, 7, 7, 2]
    read = np.concatenate([each.sites for each in whole]).reshape(23, -1)
    assert sorted(map(tuple, read)) == sorted(map(tuple, sites.sites.reshape(23, -1)))
    rest = list(task.batches(3, 2))
    assert all(np.array_equal(a.sites, b.sites) for a, b in zip(whole[2:], rest, strict=True))
    assert not np.array_equal(next(task.batches(4, 0)).labels, whole[0].labels)


def test_loss_and_accuracy(sites):
    torch.manual_seed(3)
    net = SiteNet("logistic", 5, 3).eval()
    task = SiteTask(sites, sites, batch=7, seed=2, device=torch.device("cpu"))
    loss = task.loss(net, sites)
    p = predicted(net, sites).softmax(1)[torch.arange(23), torch.from_numpy(sites.labels)]
    assert loss.count == 23
    assert float(loss.total.detach()) == pytest.approx(float(-p.log().sum()), rel=1e-5)
    figures = task.evaluate(net)
    assert figures["val_loss"] == pytest.approx(float(loss.negative) / 23, rel=1e-5)
    right = (predicted(net, sites).argmax(1).numpy() == sites.labels).mean()
    assert figures["val_accuracy"] == pytest.approx(right)
    assert task.samples(net) == []
