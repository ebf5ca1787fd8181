import numpy as np
import pytest

from babelix.classic.net import SPREAD, Net, mean_loss, new_net, softmax


def test_a_net_by_hand():
    net = Net(
        (np.array([[1.0, -2.0]]), np.array([[3.0], [0.0]])),
        (np.array([0.5]), np.array([0.0, 1.0])),
        "tanh",
        np.array([1.0, 2.0]),
        np.array([1.0, 4.0]),
    )
    x = np.array([[2.0, 4.0]])
    h = np.tanh(1 - 2 * 0.5 + 0.5)
    np.testing.assert_allclose(net.layers(x)[0], [[h]])
    e = np.exp([3 * h, 1])
    np.testing.assert_allclose(net.probabilities(x), [e / e.sum()])
    assert net.classify(x).tolist() == [0]
    assert mean_loss(net, x, np.array([1])) == pytest.approx(-np.log(e[1] / e.sum()))
    assert net.hidden == (1,)


def test_a_softmax_of_large_numbers():
    np.testing.assert_allclose(softmax(np.array([1e4, 1e4 - np.log(3)])), [0.75, 0.25])


def test_a_new_net_reads_what_is_centered_and_of_one_size():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(31, 2)) * [100, 0.01] + [5, -3]
    net = new_net(x, (7, 3), 5, "relu", rng)
    read = net.read(x)
    np.testing.assert_allclose(read.mean(0), 0, atol=1e-9)
    np.testing.assert_allclose(read.std(0), SPREAD)
    assert [W.shape for W in net.W] == [(7, 2), (3, 7), (5, 3)]
    assert [b.tolist() for b in net.b] == [[0.1] * 7, [0.1] * 3, [0.0] * 5]


def test_first_weights_are_as_large_as_the_root_of_what_they_read_asks():
    net = new_net(np.eye(2), (1000, 1000), 2, "tanh", np.random.default_rng(0))
    assert net.W[1].std() == pytest.approx(1000**-0.5, rel=0.01)
    assert not net.b[0].any()
