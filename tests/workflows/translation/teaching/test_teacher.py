import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.base.progress import Progress
from babelix.base.ranks import Rank
from babelix.text import END, Batch, Subwords
from babelix.text.batches import pad
from babelix.text.vectors import WordVectors
from babelix.training.ranks.alone import ALONE
from babelix.training.tensors import save_tensors
from babelix.transformer import Transformer
from babelix.workflows.runs.folder import PROVENANCE
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.tasks import train
from babelix.workflows.translation.run import READING
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.teaching.teacher import Teacher, standardised, teacher

WORDS = ("shy", "rotten", "wet", "tame", "old")
VECTORS = WordVectors(WORDS, np.random.default_rng(3).normal(size=(5, 3)).astype(np.float32))


@pytest.fixture(scope="module")
def subwords() -> Subwords:
    return Subwords.train(["a shy cow", "the wet road is rotten", "tame and old"] * 3, 283)


@pytest.fixture
def model(subwords: Subwords) -> Transformer:
    torch.manual_seed(3)
    return Transformer(
        len(subwords), d_model=14, d_ff=23, heads=2, encoder_layers=3, decoder_layers=1, dropout=0.1
    )


@pytest.fixture
def batch(subwords: Subwords) -> Batch:
    source = pad([[*row, END] for row in subwords.encode(["A shy old cow", "the road", "Wet?"])])
    return Batch(source, source, source)


def made(model, subwords, folder, layer=2, weight=3.0) -> Teacher:
    return teacher(VECTORS, subwords, model, folder, ALONE, layer=layer, weight=weight, seed=5)


def test_standardised_vectors_have_no_length_no_mean_and_one_spread():
    found = standardised(np.array([[3, 0], [0, 0.5], [0, 0], [-7, 0]], np.float32))
    units = np.array([[1, 0], [0, 1], [0, 0], [-1, 0]])
    expected = units - units.mean(0)
    np.testing.assert_allclose(found, expected / expected.std(), rtol=1e-6)


def test_the_loss_is_the_weighed_sum_over_lists_and_sources(model, subwords, batch, tmp_path):
    found = made(model, subwords, tmp_path)
    words = found.beside(batch, 0, 3, Rank()).words
    assert list(dict.fromkeys(WORDS[i] for i in words.in_source.words)) == ["shy", "old", "wet"]
    model.eval()
    states: list[torch.Tensor] = []
    model.encode(torch.from_numpy(batch.source), states=states)
    loss = found.loss(model, states, words, torch.from_numpy)

    values, expected = standardised(VECTORS.vectors), 0.0
    for ids, places in ((words.lists, words.in_lists), (batch.source, words.in_source)):
        h = model.encode_below(torch.from_numpy(ids), 2)
        for row, at, word, share in zip(*vars(places).values(), strict=True):
            read = (h[row, at] - found.reading.b) @ found.reading.R
            expected += share * float(((read.detach() - torch.from_numpy(values[word])) ** 2).mean())
    assert float(loss.detach()) == pytest.approx(3 * expected, rel=1e-5)
    loss.backward()
    moved = {
        name.split(".")[1]
        for name, p in model.named_parameters()
        if name.startswith("encoder.") and p.grad is not None
    }
    assert moved == {"0", "1"}, "layers above the one that is taught, and the decoder, learn nothing of it"


def test_learning_brings_words_nearer_to_their_vectors(model, subwords, tmp_path):
    found = made(model, subwords, tmp_path)
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    source = pad([[*row, END] for row in subwords.encode(["a shy cow"])])
    losses = []
    for number in range(60):
        words = found.beside(Batch(source, source, source), 0, number, Rank()).words
        states: list[torch.Tensor] = []
        model.encode(torch.from_numpy(source), states=states)
        loss = found.loss(model, states, words, torch.from_numpy)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] / 2


def test_the_reading_is_found_once_and_kept(model, subwords, tmp_path):
    first = made(model, subwords, tmp_path)
    ids = first.lists.drawn(0, 0)
    places = first.lists.places(ids)
    with torch.no_grad():
        model.eval()
        h = model.encode_below(torch.from_numpy(ids), 2)[places.rows, places.at]
        v = torch.from_numpy(standardised(VECTORS.vectors))[places.words]
        assert first.reading.errors(h, v).mean() < 0.9 * (v * v).mean()
        model.train()
        for p in model.parameters():
            p.add_(1.0)
    (tmp_path / PROVENANCE).write_text("{}")
    again = made(model, subwords, tmp_path)
    assert torch.equal(first.reading.R, again.reading.R)
    assert torch.equal(first.reading.b, again.reading.b)
    (tmp_path / READING).unlink()
    assert not torch.equal(first.reading.R, made(model, subwords, tmp_path).reading.R)


def test_finding_the_reading_leaves_the_model_training(model, subwords, tmp_path):
    model.train()
    made(model, subwords, tmp_path)
    assert model.training
    assert all(p.grad is None for p in model.parameters())


def test_a_layer_that_is_not_there_is_refused(model, subwords, tmp_path):
    with pytest.raises(
        RequestError, match=r"word_vectors_layer is 4; this encoder has 3 layers: give 1 to 3"
    ):
        made(model, subwords, tmp_path, layer=4)


def test_a_reading_that_is_not_this_models_is_refused_and_a_killed_runs_is_found_anew(
    model, subwords, tmp_path
):
    save_tensors(tmp_path / READING, {"R": torch.zeros(14, 2), "b": torch.zeros(14)})
    assert made(model, subwords, tmp_path).reading.R.shape == (14, 3)
    save_tensors(tmp_path / READING, {"R": torch.zeros(14, 2), "b": torch.zeros(14)})
    (tmp_path / PROVENANCE).write_text("{}")
    with pytest.raises(RequestError, match=rf"{READING}.*R"):
        made(model, subwords, tmp_path)


def test_processes_teach_together_what_one_teaches(model, subwords, batch, tmp_path):
    found = made(model, subwords, tmp_path)
    model.eval()
    assert found.beside(batch, 1, 2, Rank(70, 71)).words.lists.size == 0

    def loss(rank: Rank) -> float:
        own = Batch(*(rank.part(side) for side in (batch.source, batch.target_in, batch.target_out)))
        words, states = found.beside(own, 1, 2, rank).words, list[torch.Tensor]()
        model.encode(torch.from_numpy(own.source), states=states)
        return float(found.loss(model, states, words, torch.from_numpy).detach())

    assert sum(loss(Rank(number, 2)) for number in (0, 1)) == pytest.approx(loss(Rank()), rel=1e-5)


@pytest.fixture
def taught(beside_vectors: Path) -> Path:
    """A recipe that goes on from a tiny run and teaches it words of its pairs."""
    path = beside_vectors / "taught.toml"
    path.write_text(RECIPE.format(start=beside_vectors / "start"), encoding="utf-8")
    return path


RECIPE = """
task = "translation"

[data]
train = ["pairs.tsv"]
val = ["val.tsv"]
word_vectors = "a.vec"

[subwords]
dropout = 0.1

[model]
start = "{start}"

[training]
seed = 2
steps = 7
batch_tokens = 67
warmup = 5
word_vectors_layer = 1
precision = "float32"
threads = 1
log_every = 1
evaluate_every = 7
save_every = 3
samples = 0
"""


def test_a_training_that_was_stopped_goes_on_to_the_same_bytes(
    taught: Path, goes_on_alike: Callable[[Path], Path]
) -> None:
    run = goes_on_alike(taught)
    assert (run / READING).exists()
    assert json.loads((run / "run.json").read_text())["data_sha256"]["a.vec"] == digest(
        taught.with_name("a.vec")
    )


@pytest.mark.parametrize("more", [[], ["training.r_drop=5", "model.dropout=0"]], ids=["plain", "R-Drop"])
def test_the_words_count_by_their_weight_in_training_alone(
    taught: Path, tmp_path: Path, more: list[str]
) -> None:
    def first(name: str, *own: str) -> tuple[float, float, float]:
        asked = ["training.steps=1", "training.evaluate_every=1", "training.rate_factor=1e-30", *more, *own]
        run = train(read_recipe(taught, asked), run=tmp_path / name).run
        lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
        return lines[0]["loss"], lines[0]["nll"], lines[-1]["val_loss"]

    light, heavy = (first(f"{w}", f"training.word_vectors_weight={w}") for w in (2, 6))
    text = taught.read_text().replace('word_vectors = "a.vec"\n', "").replace("word_vectors_layer = 1\n", "")
    taught.write_text(text)
    plain = first("plain")
    assert plain[1:] == light[1:] == heavy[1:]
    assert heavy[0] - plain[0] == pytest.approx(3 * (light[0] - plain[0]), rel=1e-4)
    assert light[0] > plain[0]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_what_is_taught_and_the_memory_it_takes_are_told(
    taught: Path, tmp_path: Path, precision: str
) -> None:
    told = list[Progress]()
    asked = ["training.steps=2", f"training.precision={precision}"]
    train(read_recipe(taught, asked), run=tmp_path / "run", listener=told.append)
    said = [each.remark for each in told]
    assert any(re.search(r"^\d+ of \d+ words with a vector are taught$", line) for line in said)
    assert any(line.startswith("memory: about ") for line in said)


def test_another_layer_is_refused_when_a_run_goes_on(taught: Path, tmp_path: Path) -> None:
    run = train(read_recipe(taught, ["training.steps=3"]), run=tmp_path / "run").run
    with pytest.raises(RequestError, match=r"word_vectors_layer"):
        train(read_recipe(taught, ["training.word_vectors_layer=2"]), run=run, resume=True)


def test_vectors_need_a_trained_encoder_and_their_settings_need_vectors() -> None:
    with pytest.raises(
        RequestError, match=r"training\.word_vectors_layer says nothing without data\.word_vectors"
    ):
        TranslationSettings.read(
            {"data": {"name": "multi30k"}, "training": {"word_vectors_layer": 1}}, "a recipe"
        )
    with pytest.raises(RequestError, match=r"data\.word_vectors goes with model\.start"):
        TranslationSettings.read({"data": {"name": "multi30k", "word_vectors": "a.vec"}}, "a recipe")
