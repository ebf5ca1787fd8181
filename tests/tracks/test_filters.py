import numpy as np
import pytest
import torch
from torch import nn

from babelix.base.errors import RequestError
from babelix.foreign.spliceai import SpliceAI, SpliceNetwork
from babelix.tracks.filters import filter_motifs, first_layer


def bases(text):
    return np.frombuffer(text.encode(), np.uint8)


@pytest.fixture
def net():
    """Two filters of three bases, the first for ACG, the second for nothing at all: all of its weights are 0."""
    convolution = nn.Conv1d(4, 2, 3, padding=1)
    with torch.no_grad():
        convolution.weight.zero_()
        for place, base in enumerate((0, 1, 2)):
            convolution.weight[0, base, place] = 1.0
        convolution.bias.copy_(torch.tensor([-7.0, 3.0]))
    return nn.Sequential(nn.Identity(), convolution)


def test_a_filter_is_what_activates_it(net):
    """ACG there and CGT, its other strand, are sites of 3; NCG and what has an N is left out; the silent one, too."""
    heard = []
    found = filter_motifs(first_layer(net), [bases("ACGTTTTTTTTTTTTNCGT"), bases("AC")], heard.append)
    assert (found.count, found.bases, sum(heard)) == (2, 21, 38)
    (motif,) = found.motifs
    assert (motif.name, motif.sites) == ("filter-0", 3)
    assert motif.probabilities.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]


def test_the_threshold_is_halfway_from_mean_to_maximum(net):
    """ACTAAA, both strands: 2 at ACT, 1 at three places, 0 at four: more than 5 / 8 and less than 1.3 are no sites."""
    (motif,) = filter_motifs(first_layer(net), [bases("ACTAAA")]).motifs
    assert motif.sites == 1
    assert motif.probabilities.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]


def test_pieces_make_no_difference(net, monkeypatch):
    text = np.random.default_rng(3).choice(list(b"ACGTN"), 257, p=[0.24] * 4 + [0.04]).astype(np.uint8)
    (whole,) = filter_motifs(first_layer(net), [text]).motifs
    monkeypatch.setattr("babelix.tracks.filters._CHUNK", 11)
    (pieces,) = filter_motifs(first_layer(net), [text]).motifs
    assert whole.sites == pieces.sites
    assert (whole.sites or 0) > 3
    assert whole.probabilities.tolist() == pieces.probabilities.tolist()


def test_spliceais_filters_are_those_of_every_network():
    torch.manual_seed(1)
    networks = [SpliceNetwork().eval(), SpliceNetwork().eval()]
    model = SpliceAI("s", networks)
    layer = first_layer(model)
    assert layer.width == 11
    x = torch.eye(4)[torch.randint(4, (1, 29))].transpose(1, 2)
    found = layer.compute(x)
    assert found.shape == (1, 64, 19)
    assert torch.equal(found[:, 32:], networks[1].first(x))


def test_what_has_no_filters_or_no_place_is_refused(net):
    with pytest.raises(RequestError, match="no first layer of filters over several bases"):
        first_layer(nn.Linear(4, 2))
    with pytest.raises(RequestError, match="no stretch holds 3 bases A C G T in a row"):
        filter_motifs(first_layer(net), [bases("ACNGT")])
