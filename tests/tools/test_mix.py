import json
import shutil
from pathlib import Path

import pytest
import torch
from tools.card import card, commands
from tools.mix import between, mix, parts_of
from tools.ship import _corpora, _stages

from babelix.base.errors import TaskError
from babelix.base.files import digest
from babelix.training.packing import unpack
from babelix.training.tensors import load_tensors, save_tensors
from babelix.workflows.runs.folder import PROVENANCE, read_provenance
from babelix.workflows.runs.shipped import CARD_FIGURES, locate
from babelix.workflows.translation.run import SOURCE_SUBWORDS
from babelix.workflows.translation.teaching.words import WORDS


def test_each_weight_is_a_share_of_both():
    theta_1 = {"a": torch.tensor([1.0, 3.0]), "b": torch.tensor([[7.0]])}
    theta_2 = {"a": torch.tensor([5.0, -1.0]), "b": torch.tensor([[3.0]])}
    found = between(theta_1, theta_2, 0.25)
    assert found["a"].tolist() == [2.0, 2.0]
    assert found["b"].tolist() == [[6.0]]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"a": torch.zeros(3)}, r"differ in shape: a is \(2,\) and \(3,\)"),
        ({"c": torch.zeros(2)}, r"differ in shape: a is \(2,\) and None"),
    ],
)
def test_models_of_other_shapes_do_not_mix(other, said):
    with pytest.raises(TaskError, match=said):
        between({"a": torch.zeros(2)}, other, 0.5)


def test_a_mixture_is_a_model_that_says_what_it_was_mixed_from(tmp_path: Path):
    moved = moved_model(tmp_path)
    out = tmp_path / "mixed"
    mix("en-fr", str(moved), out, 0.25)
    start = locate("en-fr")
    theta = unpack(load_tensors(start / "model.safetensors")[0])
    found, _ = load_tensors(out / "model.safetensors")
    assert all(torch.allclose(found[name], theta[name] + 1, atol=1e-5) for name in theta)
    assert parts_of(out) == [
        {"model": "en-fr", "weights_sha256": digest(start / "model.safetensors"), "share": 0.75},
        {"model": str(moved), "weights_sha256": digest(moved / "model.safetensors"), "share": 0.25},
    ]
    known = json.loads((start / CARD_FIGURES).read_text(encoding="utf-8"))
    assert _corpora(out) == known["corpora"]
    assert _stages(out) == known["stages"]  # of both, each once
    assert parts_of(start) == parts_of(tmp_path) == []


def test_the_card_says_that_a_stage_began_from_a_mixture(tmp_path: Path, began_from):
    mix("en-fr", str(moved_model(tmp_path)), tmp_path / "mixed", 0.25)
    run = tmp_path / "run"
    run.mkdir()
    began_from(str(tmp_path / "mixed"), run, digest(tmp_path / "mixed" / "model.safetensors"))
    mixing, train = commands({"stages": _stages(run)})[-2:]
    assert mixing == f"python -m tools.mix en-fr {tmp_path}/moved {tmp_path}/mixed --share 0.25"
    assert train == "babelix train recipes/translation/run.toml"
    assert commands({"stages": [{"run": "plain"}]}) == ["babelix train recipes/translation/plain.toml"]


def test_the_card_says_what_a_shipped_start_had_been_mixed_from(tmp_path: Path, began_from):
    shipped = moved_model(tmp_path)
    figures = json.loads((shipped / CARD_FIGURES).read_text(encoding="utf-8"))
    parts = [{"model": "runs/a", "share": 0.7}, {"model": "runs/b", "share": 0.3}]
    (shipped / CARD_FIGURES).write_text(json.dumps({**figures, "mixed": parts}), encoding="utf-8")
    run = tmp_path / "run"
    run.mkdir()
    began_from(str(shipped), run, digest(shipped / "model.safetensors"))
    mixing, train = commands({"stages": _stages(run)})[-2:]
    assert mixing == f"python -m tools.mix runs/a runs/b {shipped} --share 0.3"
    assert train == "babelix train recipes/translation/run.toml"


def test_the_card_says_what_a_part_of_a_mixture_had_been_mixed_from(tmp_path: Path, began_from):
    moved = moved_model(tmp_path)
    figures = json.loads((moved / CARD_FIGURES).read_text(encoding="utf-8"))
    parts = [{"model": "runs/a", "share": 0.7}, {"model": "runs/b", "share": 0.3}]
    (moved / CARD_FIGURES).write_text(json.dumps({**figures, "mixed": parts}), encoding="utf-8")
    mix(str(moved), str(moved), tmp_path / "mixed", 0.25)
    run = tmp_path / "run"
    run.mkdir()
    began_from(str(tmp_path / "mixed"), run, digest(tmp_path / "mixed" / "model.safetensors"))
    before, mixing, train = commands({"stages": _stages(run)})[-3:]
    assert before == f"python -m tools.mix runs/a runs/b {moved} --share 0.3"
    assert mixing == f"python -m tools.mix {moved} {moved} {tmp_path}/mixed --share 0.25"
    assert train == "babelix train recipes/translation/run.toml"


def test_a_mixture_reads_sentences_as_long_as_the_part_that_read_longer_ones(tmp_path: Path):
    moved = moved_model(tmp_path)
    recorded = read_provenance(moved)
    longest = recorded[SOURCE_SUBWORDS]["longest"]
    recorded[SOURCE_SUBWORDS] |= {"99.9 %": 31, "longest": longest + 7}
    (moved / PROVENANCE).write_text(json.dumps(recorded), encoding="utf-8")
    for number, pair in enumerate(((str(moved), "en-fr"), ("en-fr", str(moved)))):
        mix(*pair, tmp_path / str(number), 0.5)
        found = read_provenance(tmp_path / str(number))[SOURCE_SUBWORDS]
        assert found["99.9 %"] == read_provenance(locate("en-fr"))[SOURCE_SUBWORDS]["99.9 %"] == 97
        assert found["longest"] == longest + 7


def test_words_whose_vectors_are_read_go_with_a_mixture_and_must_be_the_same(tmp_path: Path):
    moved = moved_model(tmp_path)
    (moved / WORDS).write_text('{"size": 3, "words": ["shy"]}', encoding="utf-8")
    mix(str(moved), str(moved), tmp_path / "mixed", 0.5)
    assert (tmp_path / "mixed" / WORDS).read_bytes() == (moved / WORDS).read_bytes()
    with pytest.raises(TaskError, match="have other words whose vectors they read"):
        mix(str(moved), "en-fr", tmp_path / "other", 0.5)


def test_the_card_says_that_the_model_is_a_mixture():
    parts = [{"model": "runs/a", "share": 0.6}, {"model": "en-fr", "share": 0.4}]
    figures = {"run": "c", "stages": [{"run": "a"}], "mixed": parts}
    assert commands(figures)[1:] == ["python -m tools.mix runs/a en-fr runs/c --share 0.4"]
    known = json.loads((locate("en-fr") / CARD_FIGURES).read_text(encoding="utf-8"))
    text = card("en-fr", {**known, "run": "c", "mixed": parts})
    assert (
        "python -m tools.mix runs/a en-fr runs/c --share 0.4\n    python -m tools.ship runs/c en-fr\n" in text
    )
    assert "Weights were mixed where the commands say so" in text
    began = {"run": "b", "start": {"model": "runs/d", "mixed": parts}}
    alone = {key: value for key, value in known.items() if key not in ("mixed", "stages")}
    text = card("en-fr", {**alone, "run": "b", "stages": [began]})
    assert "Weights were mixed where the commands say so" in text
    assert "Weights were mixed" not in card("en-fr", {**alone, "run": "b", "stages": [{"run": "b"}]})


def test_a_part_that_holds_other_weights_by_now_is_refused(tmp_path: Path):
    moved = moved_model(tmp_path)
    mix("en-fr", str(moved), tmp_path / "mixed", 0.5)
    shutil.copyfile(locate("en-fr") / "model.safetensors", moved / "model.safetensors")
    for asked in (_stages, _corpora):
        with pytest.raises(TaskError, match="when that held other weights"):
            asked(tmp_path / "mixed")


def test_what_does_not_mix_is_said_and_nothing_is_written(tmp_path: Path):
    moved = moved_model(tmp_path)
    with pytest.raises(TaskError, match="--share 1: expected above 0 and below 1"):
        mix("en-fr", str(moved), tmp_path / "mixed", 1)
    with pytest.raises(TaskError, match="is there already; name another folder"):
        mix("en-fr", str(moved), moved, 0.5)
    with pytest.raises(TaskError, match=r"en-words has no subwords.json: expected a trained translator"):
        mix("en-words", str(moved), tmp_path / "mixed", 0.5)
    settings = moved / "settings.json"
    as_it_was = settings.read_text(encoding="utf-8")
    settings.write_text(as_it_was.replace('"heads": 8', '"heads": 4'), encoding="utf-8")
    with pytest.raises(TaskError, match="differ in their settings of the model"):
        mix("en-fr", str(moved), tmp_path / "mixed", 0.5)
    settings.write_text(as_it_was, encoding="utf-8")
    subwords = moved / "subwords.json"
    subwords.write_text(subwords.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(TaskError, match="have other subwords: only models of one vocabulary mix"):
        mix("en-fr", str(moved), tmp_path / "mixed", 0.5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["moved"]


def moved_model(folder: Path) -> Path:
    """The shipped model, 4 added to every weight."""
    moved = folder / "moved"
    shutil.copytree(locate("en-fr"), moved)
    theta = unpack(load_tensors(moved / "model.safetensors")[0])
    save_tensors(moved / "model.safetensors", {name: weight + 4 for name, weight in theta.items()}, {})
    return moved
