import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.enformer.effects import EnformerEffects
from babelix.enformer.predictor import EnformerTracks
from babelix.enformer.sizes import TINY
from babelix.enformer.weights import random_enformer, save_enformer
from babelix.genome.contigs import Genome
from babelix.tracks.model import Track
from babelix.training.machine import computing
from babelix.workflows.dna.enformer import models_folder, target_names
from babelix.workflows.dna.models import enformer_settings, fast_effects, open_model


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    with computing(device="cpu"):
        yield


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "pytorch_model.bin"
    save_enformer(random_enformer(TINY, 1), path)
    return path


def test_random_weights_are_named_and_their_seeds():
    with enformer_settings(random_weights=True, weights_seed=3):
        model = open_model("enformer-tiny")
    assert model.name == "enformer-tiny, random weights (seed 3), trained positions"
    assert (model.geometry.window, model.geometry.crop, model.assembly) == (196_608, 4, None)
    assert [track.name for track in model.tracks] == [f"human-{number}" for number in range(6)]


def test_how_it_is_read(weights):
    settings = {"positions": "both", "frame": 1536, "precision": "bf16", "winograd": True}
    with enformer_settings(weights=weights, **settings):
        model = open_model("enformer-mouse")
    assert isinstance(model, EnformerTracks)
    assert model.name == "enformer-mouse (pytorch_model.bin), bf16, both positions of 1536"
    assert (len(model.tracks), model.assembly, model.geometry.crop) == (8, "mm10", 320)
    assert model.reading.winograd
    assert model.state_dict()["heads.mouse.weight"].dtype == torch.bfloat16


def test_published_weights_are_found_where_they_are_put(weights, tmp_path):
    with pytest.raises(
        RequestError, match=r"enformer has no weights here: put pytorch_model.bin of EleutherAI/enf"
    ):
        open_model("enformer")
    hub = tmp_path / "hub/hub/models--EleutherAI--enformer-official-rough/snapshots/abc"
    for folder in (hub, models_folder()):
        folder.mkdir(parents=True)
        (folder / "pytorch_model.bin").write_bytes(weights.read_bytes())
        (folder / "targets_human.txt").write_text(
            "index\tidentifier\tdescription\n"
            + "".join(f"{n}\tE{n // 2}\tCAGE:{folder.name} {n}\n" for n in range(6))
        )
        model = open_model("enformer")
        assert (model.name, model.assembly) == ("enformer, trained positions", "hg38")
        assert model.tracks[5] == Track("E2-5", 0, f"CAGE:{folder.name} 5")


def test_names_of_targets(tmp_path):
    path = tmp_path / "targets_human.txt"
    assert target_names(path) is None
    path.write_text("identifier\tdescription\nA\tDNASE:liver\nB\n")
    with pytest.raises(RequestError, match=r"targets_human.txt, line 3: expected 2 columns as in line 1"):
        target_names(path)
    path.write_text("identifier\twords\nA\tDNASE:liver\n")
    with pytest.raises(RequestError, match="line 1: expected a column description, got identifier, words"):
        target_names(path)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "enformer-tiny is for trying things out and has no weights; ask for `random_weights`"),
        ({"random_weights": True, "precision": "fp16"}, "`precision` 'fp16': expected one of fp32, bf16"),
        ({"random_weights": True, "frame": 1}, "`frame` 1: expected at least 2 positions"),
        ({"random_weights": True, "weights": "x"}, "`weights` and `random_weights`: expected one of them"),
        ({"random_weights": True, "positions": "trainde"}, "`positions` 'trainde': .*did you mean 'trained'"),
    ],
)
def test_bad_requests(settings, said):
    with enformer_settings(**settings), pytest.raises(RequestError, match=said):
        open_model("enformer-tiny")


def test_substitutions_take_the_fast_way(tmp_path):
    (tmp_path / "g.fa").write_text(">c\nACGT\n")
    with enformer_settings(random_weights=True):
        model = open_model("enformer-tiny")
    fast = fast_effects(model, Genome.open(tmp_path / "g.fa", tmp_path), model.geometry)
    assert isinstance(fast, EnformerEffects)


def test_random_outputs_differ_from_bin_to_bin():
    with enformer_settings(random_weights=True):
        model = open_model("enformer-tiny")
    letters = np.random.default_rng(1).integers(0, 4, 128 * 31)
    found = model.forward(torch.from_numpy(np.eye(4, dtype=np.float32)[letters])[None])[0]
    assert float((found.std(0) / found.mean(0)).max()) > 0.05
