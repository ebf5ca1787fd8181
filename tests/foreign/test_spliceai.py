import pytest
import torch
from torch import nn

from babelix.foreign.spliceai import CONTEXT, DILATIONS, KERNELS, ResidualBlock, SpliceAI, SpliceNetwork
from babelix.genome.contigs import Genome
from babelix.genome.region import Region
from babelix.tracks.model import SequenceModel
from babelix.tracks.predict import predict
from babelix.tracks.windows import windows_over


def test_what_the_convolutions_reach_over_is_what_is_cropped():
    assert (
        sum(4 * (kernel - 1) * dilation for kernel, dilation in zip(KERNELS, DILATIONS, strict=True))
        == CONTEXT
    )


def test_a_block_is_the_padded_one_without_its_ends():
    torch.manual_seed(0)
    block = ResidualBlock(11, 4).eval()
    x = torch.randn(2, 32, 131)
    y = x
    for norm, convolution in zip(block.norms, block.convolutions, strict=True):
        assert isinstance(norm, nn.BatchNorm1d)
        assert isinstance(convolution, nn.Conv1d)
        nn.init.normal_(norm.weight)
        nn.init.normal_(norm.bias)
        y = torch.relu(norm(y))
        y = nn.functional.conv1d(y, convolution.weight, convolution.bias, dilation=4, padding=20)
    assert torch.allclose(block(x), (x + y)[..., 40:-40], atol=1e-5)


@pytest.fixture(scope="module")
def random_model():
    torch.manual_seed(1)
    return SpliceAI("random", [SpliceNetwork().eval() for _ in range(2)]).requires_grad_(False)


@pytest.mark.slow  # reads 10,000 bases around each prediction
def test_strands_batches_and_lengths(random_model):
    assert isinstance(random_model, SequenceModel)
    bases = torch.eye(4)[torch.randint(4, (1, 2 * CONTEXT + 7), generator=torch.Generator().manual_seed(2))]
    found = random_model.forward(bases)
    assert found.shape == (1, 7, 4)
    # The other strand, read in its own direction, has the tracks swapped and the bins flipped.
    other = random_model.forward(bases.flip(1, 2))
    assert torch.equal(other, found.flip(1)[..., [2, 3, 0, 1]])
    assert [random_model.tracks[track.pair].strand for track in random_model.tracks] == [-1, -1, 1, 1]
    # Beside another window of a batch, the same to the last digit.
    both = random_model.forward(torch.cat([bases.flip(1), bases]))
    assert torch.equal(both[1], found[0])


@pytest.mark.slow  # five real networks
@pytest.mark.figure
@pytest.mark.parametrize(
    ("gene", "first", "last"), [("SLC5A1", 32_066_935, 32_067_039), ("SLC5A4", 32_247_411, 32_247_515)]
)
def test_real_splice_sites(dataset, tmp_path, gene, first, last):
    from importlib.util import find_spec

    from babelix.foreign.spliceai_weights import load_spliceai

    if find_spec("spliceai") is None:
        pytest.skip("spliceai is not installed: pip install --no-deps spliceai==1.3.1")
    genome = Genome.open(dataset("chr22-slice")["fasta"], tmp_path, "chr22:32000001")
    rows = [line.split("\t") for line in dataset("chr22-splice-sites")["sites"].read_text().splitlines()[1:]]
    inside = [row for row in rows if row[0] == gene and first <= int(row[3]) <= last]
    assert inside
    model = load_spliceai()
    region = Region("chr22", first - 1, last)
    (found,) = predict(model, genome, windows_over(region, model.geometry), model.geometry, range(4))
    for _, strand, kind, position, value in inside:
        column = [track.name for track in model.tracks].index(f"{kind}{strand}")
        assert found.values[int(position) - 1 - found.first, column] == pytest.approx(float(value), abs=1e-3)
