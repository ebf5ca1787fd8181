import pytest
import torch

from babelix.base.errors import RequestError
from babelix.enformer.sizes import Sizes
from babelix.enformer.weights import random_enformer, save_enformer
from babelix.training.tensors import load_tensors
from babelix.workflows.dna.learning.build import HEAD, build_model
from babelix.workflows.dna.learning.start import started, take_over, thaw
from babelix.workflows.dna.learning.train import train

SIZES = Sizes(channels=(12, 12), layers=2, heads=2, key=5, crop=2, outputs={"human": 7})


@pytest.fixture
def from_weights(asked, recipe):
    """Settings that go on from a file of an Enformer's weights beside the recipe."""
    save_enformer(random_enformer(SIZES, 3), recipe / "w.safetensors")

    def ask(**changes):
        settings = asked(start="w.safetensors", **changes)
        given = settings.model.model_dump(exclude_unset=True)
        kept = {name: given[name] for name in ("start", "window", "crop")}
        own = type(settings.model)(**kept, **{k: changes[k] for k in ("head", "thawed") if k in changes})
        return settings.model_copy(update={"model": own})

    return ask


@pytest.mark.slow
@pytest.mark.parametrize("thawed", ["all", "norms", 1])
def test_only_what_is_thawed_is_learned(from_weights, recipe, tmp_path, thawed):
    said = []
    settings = from_weights(thawed=thawed, norm="frozen", steps=2)
    train(settings, beside=recipe, run=tmp_path / "r", listener=lambda progress: said.append(progress.remark))
    after, _ = load_tensors(tmp_path / "r" / "model.safetensors")
    before = random_enformer(SIZES, 3).state_dict()
    moved = {name for name in after if name in before and not torch.equal(before[name], after[name])}
    if thawed == "all":
        assert "stem.first.weight" in moved
    elif thawed == "norms":
        assert moved
        assert all("attention_norm" in name or "feed_forward_norm" in name for name in moved)
    else:
        assert moved
        assert all(name.startswith(("layers.1.", "last.")) for name in moved)
    assert "last.norm.running_mean" not in moved
    assert any(line.startswith("from w.safetensors: ") for line in said if line)
    assert "batch norm: by the statistics it began with" in said


def test_a_head_of_another_width_is_refused(from_weights, recipe, asked, tmp_path):
    with pytest.raises(
        RequestError, match=r'model.head = "kept": w.safetensors has no head of one\'s own tracks'
    ):
        train(from_weights(head="kept"), beside=recipe, run=tmp_path / "r")
    assert not (tmp_path / "r").exists()
    one, other = build_model(asked().model, 5), build_model(asked().model, 3)
    with pytest.raises(RequestError, match=r"w has a head of 5 tracks, and the table of targets 3"):
        take_over(other, one, head="kept", origin="w")
    take_over(other, build_model(asked().model, 3), head="kept", origin="w")


def test_sizes_come_with_it(from_weights, asked, recipe, tmp_path):
    found, start = started(from_weights(), recipe, tmp_path, False)
    assert (found.model.channels, found.model.layers, found.model.key, found.model.frame) == (
        [12, 12],
        2,
        5,
        1536,
    )
    assert start is not None
    with pytest.raises(RequestError, match=r"model.channels cannot be given beside model.start"):
        started(asked(start="w.safetensors"), recipe, tmp_path, False)
    lost = found.model_copy(update={"model": type(found.model)(start="yeest")})
    with pytest.raises(RequestError, match=r"no model or run folder 'yeest'"):
        started(lost, recipe, tmp_path, False)


def test_more_layers_than_there_are(asked):
    model = build_model(asked().model, 3)
    with pytest.raises(
        RequestError, match=r"model.thawed 2: expected all, norms, or a number of layers from 0 to 1"
    ):
        thaw(model, 2)
    assert thaw(model, 0) == sum(p.numel() for p in model.heads.parameters())
    assert model.heads[HEAD] is not None
