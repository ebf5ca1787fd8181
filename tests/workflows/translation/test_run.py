import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from babelix.base.errors import RequestError
from babelix.training.packing import pack, unpack
from babelix.workflows.runs.folder import held, read_provenance
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.tasks import train
from babelix.workflows.translation.run import load_run


@pytest.fixture
def run(tiny_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_run, tmp_path / "run"))


def test_a_run_says_how_it_was_made(tiny_run: Path) -> None:
    run = load_run(tiny_run)
    assert run.settings.model.d_model == 16
    assert run.provenance["train_pairs"] == 61
    assert len(run.provenance["data_sha256"]["pairs.tsv"]) == 64
    assert run.provenance["torch"] == torch.__version__


def test_loading_draws_no_random_numbers(tiny_run: Path) -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    assert load_run(tiny_run).model.E.weight.shape == (300, 16)
    assert torch.equal(before, torch.get_rng_state())


def test_a_folder_in_use_is_refused(run: Path, recipe: Path) -> None:
    with pytest.raises(RequestError, match="already in use; go on with `resume`, or choose another `run`"):
        train(read_recipe(recipe), run=run)


def test_resuming_with_other_settings_names_the_difference(run: Path, recipe: Path) -> None:
    with pytest.raises(RequestError, match=r"begun with another model\.d_ff"):
        train(read_recipe(recipe, ["model.d_ff=29"]), run=run, resume=True)


def test_nothing_to_resume(tmp_path: Path, recipe: Path) -> None:
    with pytest.raises(RequestError, match="holds no run to resume"):
        train(read_recipe(recipe), run=tmp_path / "new", resume=True)
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"is not a run: it has no settings\.json"):
        load_run(tmp_path)


def test_a_run_without_weights(run: Path) -> None:
    for path in run.glob("*.safetensors"):
        path.unlink()
    with pytest.raises(RequestError, match="holds no weights yet"):
        load_run(run)


def test_the_best_and_the_last_weights_serve_where_there_are_no_final_ones(run: Path) -> None:
    (run / "model.safetensors").unlink()
    assert load_run(run).model.E.weight.shape == (300, 16)
    (run / "best.safetensors").unlink()
    assert load_run(run).model.E.weight.shape == (300, 16)


@pytest.mark.parametrize(
    ("name", "said"), [("settings.json", "cannot be read as JSON"), ("subwords.json", "is not a")]
)
def test_a_damaged_file_is_named(run: Path, name: str, said: str) -> None:
    (run / name).write_text("{", encoding="utf-8")
    with pytest.raises(RequestError, match=f"{name}.*{said}"):
        load_run(run)


def test_damaged_weights_are_named(run: Path) -> None:
    whole = (run / "model.safetensors").read_bytes()
    (run / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RequestError, match=r"model\.safetensors is damaged or no safetensors file"):
        load_run(run)


def test_an_unknown_setting_in_a_run_is_refused(run: Path) -> None:
    settings = json.loads((run / "settings.json").read_text(encoding="utf-8"))
    settings["model"]["head"] = 3
    (run / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(RequestError, match=r"unknown setting 'model\.head'; did you mean 'heads'"):
        load_run(run)


def test_packed_weights_load(run: Path) -> None:
    weights = load_file(run / "model.safetensors")
    save_file(pack(weights), run / "model.safetensors")
    loaded = {name: each.detach() for name, each in load_run(run).model.named_parameters()}
    torch.testing.assert_close(loaded["E.weight"], weights["E.weight"], atol=0.02, rtol=0)
    torch.testing.assert_close(loaded, unpack(pack(weights)), atol=0, rtol=0)


def test_weights_that_only_torch_reads_load(run: Path) -> None:
    narrow = {name: each.bfloat16() for name, each in load_file(run / "model.safetensors").items()}
    save_file(narrow, run / "model.safetensors")
    loaded = {name: each.detach() for name, each in load_run(run).model.named_parameters()}
    torch.testing.assert_close(loaded, {name: each.float() for name, each in narrow.items()}, atol=0, rtol=0)


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        (
            "decoder.0.residuals.2.norm.bias",
            None,
            "lacks the tensor 'decoder.0.residuals.2.norm.bias'; it belongs",
        ),
        (
            "decoder.7.residuals.2.norm.bias",
            (16,),
            "holds 'decoder.7.residuals.2.norm.bias', which this model has",
        ),
        ("E.weight", (301, 16), r"'E.weight' is \(301, 16\), expected \(300, 16\)"),
    ],
)
def test_weights_of_another_model_are_refused_before_anything_is_translated(
    run: Path, kind: torch.dtype, name: str, given: tuple[int, ...] | None, said: str
) -> None:
    weights = load_file(run / "model.safetensors")
    if given is None:
        del weights[name]
    else:
        weights[name] = torch.zeros(given)
    save_file({name: each.to(kind) for name, each in weights.items()}, run / "model.safetensors")
    with pytest.raises(RequestError, match=rf"model\.safetensors:? {said}"):
        load_run(run)


def test_what_a_kill_left_half_written_is_no_run(tmp_path: Path, recipe: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / ".settings.json.x.part").write_text("{", encoding="utf-8")
    assert train(read_recipe(recipe, ["training.steps=1"]), run=folder).steps == 1


@pytest.mark.parametrize("name", ["settings.json", "run.json"])
def test_damaged_json_is_named(run: Path, recipe: Path, name: str) -> None:
    (run / name).write_text("[3]", encoding="utf-8")
    with pytest.raises(RequestError, match=rf"{name} holds a JSON list; expected an object"):
        load_run(run)
    (run / name).write_text('{"cut', encoding="utf-8")
    with pytest.raises(RequestError, match=rf"{name} cannot be read as JSON"):
        load_run(run)


def test_interrupted_before_the_first_update_the_folder_is_free(
    tmp_path: Path, recipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("babelix.workflows.translation.train.encode_training", interrupt)
        with pytest.raises(KeyboardInterrupt):
            train(read_recipe(recipe), run=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    assert train(read_recipe(recipe, ["training.steps=1"]), run=tmp_path / "run").steps == 1


def test_resuming_with_damaged_settings_is_refused(run: Path, recipe: Path) -> None:
    (run / "settings.json").write_text('{"data": 3', encoding="utf-8")
    with pytest.raises(RequestError, match=r"settings\.json cannot be read as JSON"):
        train(read_recipe(recipe), run=run, resume=True)
    assert (run / "model.safetensors").exists()


def test_a_run_that_another_process_trains_is_refused(run: Path, recipe: Path) -> None:
    with (
        held(run),
        pytest.raises(
            RequestError, match="is being trained by another process; wait for it, or choose another"
        ),
    ):
        train(read_recipe(recipe), run=run, resume=True)
    assert train(read_recipe(recipe), run=run, resume=True).steps == 13


def test_a_run_knows_how_long_its_training_sentences_were_if_it_recorded_it(run: Path) -> None:
    assert load_run(run).usual == read_provenance(run)["source_subwords"]["99.9 %"]
    recorded = read_provenance(run)
    del recorded["source_subwords"]
    (run / "run.json").write_text(json.dumps(recorded), encoding="utf-8")
    assert load_run(run).usual is None


@pytest.mark.slow  # a process of its own, which imports torch
def test_a_translator_needs_nothing_that_trains() -> None:
    code = "import sys, babelix.workflows.translation.translator; print(*sys.modules)"
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(process.stdout.split())
    assert "babelix.workflows.translation.run" in loaded
    needless = {
        "babelix.data",
        "babelix.text.variants",
        "babelix.training.loop",
        "sacrebleu",
        "scipy",
        "numba",
        "matplotlib",
    }
    assert loaded & needless == set()
