import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from babelix.base.errors import RequestError, TaskError
from babelix.base.files import digest
from babelix.base.progress import Progress
from babelix.base.settings import override, read_toml
from babelix.workflows.runs.sizes import resolve_size
from babelix.workflows.translation import train as module
from babelix.workflows.translation.run import SOURCE_SUBWORDS, load_run
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.task import TranslationTask
from babelix.workflows.translation.train import TrainedTranslator, train


def settings(recipe: Path, *assignments: str) -> TranslationSettings:
    return TranslationSettings.read(override(read_toml(recipe), assignments), str(recipe))


def test_what_training_left_behind_is_counted(recipe: Path, tmp_path: Path) -> None:
    chosen = settings(recipe, "training.steps=2", "data.max_tokens=7")
    found = train(chosen, beside=recipe.parent, run=tmp_path / "run")
    assert (found.run, found.weights) == (tmp_path / "run", tmp_path / "run" / "model.safetensors")
    assert found.steps == 2
    assert found.parameters == sum(weight.numel() for weight in load_file(found.weights).values())
    ((reason, left_out),) = found.left_out.items()
    assert reason == "longer than data.max_tokens"
    assert found.train_pairs + left_out == 61
    assert left_out > 0
    provenance = json.loads((found.run / "run.json").read_text(encoding="utf-8"))
    names = [
        "device",
        "data_sha256",
        "vocabulary",
        "train_pairs",
        "left_out",
        SOURCE_SUBWORDS,
        "val_pairs",
        "val_left_out",
    ]
    assert list(provenance)[-8:] == names
    assert provenance["vocabulary"] == 300
    assert list(provenance["val_left_out"]) == list(provenance["val_pairs"]) == ["pairs.tsv"]
    assert provenance[SOURCE_SUBWORDS]["longest"] == load_run(found.run).usual == 6
    assert (provenance["train_pairs"], provenance["left_out"]) == (found.train_pairs, found.left_out)
    pairs = recipe.parent / "pairs.tsv"
    assert provenance["data_sha256"] == {p.name: digest(p) for p in (pairs, pairs.with_name("val.tsv"))}


@pytest.mark.slow
def test_bleu_on_the_way_is_by_the_target_languages_tokenizer(recipe: Path, tmp_path: Path) -> None:
    chosen = settings(recipe, "training.steps=1", "training.bleu_sentences=1", "data.target=zh")
    found = train(chosen, beside=recipe.parent, run=tmp_path / "run")
    said = json.loads((found.run / "run.json").read_text(encoding="utf-8"))["val_bleu"]
    assert said.startswith("nrefs:1|case:mixed|eff:no|tok:zh|")


def test_the_report_counts_pairs_and_says_which_were_left_out() -> None:
    whole = TrainedTranslator(Path("runs/a"), Path("w"), 1300, 12345, 6101, {})
    assert whole.report() == "runs/a: 12,345 parameters, 1,300 updates, 6,101 pairs"
    some = TrainedTranslator(
        Path("runs/a"), Path("w"), 1300, 12345, 6101, {"longer than data.max_tokens": 1007}
    )
    assert some.report().splitlines()[1] == "1,007 pairs were longer than data.max_tokens and left out"


@pytest.mark.slow
def test_the_seed_decides_everything_random(recipe: Path, tmp_path: Path) -> None:
    def weights(name: str, *assignments: str) -> bytes:
        chosen = settings(recipe, "training.steps=2", *assignments)
        return train(chosen, beside=recipe.parent, run=tmp_path / name).weights.read_bytes()

    torch.manual_seed(11)
    before = torch.get_rng_state()
    first = weights("a")
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(13)
    assert weights("b") == first
    assert weights("c", "training.seed=2") != first


def test_a_run_that_goes_on_translates_as_it_is_told_then(recipe: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    train(settings(recipe, "training.steps=1"), beside=recipe.parent, run=run)
    other = settings(recipe, "training.steps=1", "decoding.beam=7")
    assert train(other, beside=recipe.parent, run=run, resume=True).steps == 1
    assert load_run(run).settings.decoding.beam == 7


@pytest.mark.slow
def test_a_run_given_more_steps_midway_ends_with_the_weights_of_one_planned_with_them(
    recipe: Path, tiny_run: Path, tmp_path: Path
) -> None:
    run, told = tmp_path / "run", list[Progress]()
    train(settings(recipe, "training.steps=6"), beside=recipe.parent, run=run)
    changed = settings(recipe, "training.log_every=3")
    train(changed, beside=recipe.parent, run=run, resume=True, listener=told.append)
    assert (run / "model.safetensors").read_bytes() == (tiny_run / "model.safetensors").read_bytes()
    assert [each.remark for each in told if "from update" in each.remark] == [
        "from update 7 on training.steps is 13, before 6",
        "from update 7 on training.log_every is 3, before 5",
    ]
    assert load_run(run).settings.training == changed.training
    lines = (run / "changes.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {"step": 6, "setting": "training.steps", "before": 6, "now": 13}


@pytest.mark.slow
def test_a_validation_pair_longer_than_a_batch_is_found_before_the_first_update(
    recipe: Path, tmp_path: Path
) -> None:
    shutil.copy(recipe.parent / "pairs.tsv", tmp_path)
    (tmp_path / "val.tsv").write_text("a cat.\tun chat.\n" + "a cat " * 9 + "\tun chat\n", encoding="utf-8")
    given = ["training.batch_tokens=17", "training.steps=1"]
    with pytest.raises(RequestError, match=r"val\.tsv, line 2: a pair of \d+ tokens is longer") as refused:
        train(settings(recipe, *given), beside=tmp_path, run=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    for advice in re.findall(r"(training\.batch_tokens|data\.max_tokens) to (\d+)", str(refused.value)):
        followed = settings(recipe, *given, "=".join(advice))
        assert train(followed, beside=tmp_path, run=tmp_path / advice[0]).steps == 1


@pytest.mark.slow
def test_what_is_known_at_the_start_is_told_and_samples_are_kept(recipe: Path, tmp_path: Path) -> None:
    told, chosen = list[Progress](), settings(recipe, "training.steps=2", "training.samples=2")
    train(chosen, beside=recipe.parent, run=tmp_path / "run", listener=told.append)
    remarks = [each.remark for each in told if each.remark]
    assert remarks[:3] == [
        "a vocabulary of 300 subwords",
        "61 pairs to train on",
        "7 pairs to validate with, of pairs.tsv",
    ]
    kept = [json.loads(line) for line in (tmp_path / "run" / "samples.jsonl").read_text("utf-8").splitlines()]
    assert [list(line) for line in kept] == [["step", "source", "reference", "translation"]] * 2
    assert remarks[-1].splitlines()[1:] == [
        f"  {key:11}  {line[key]}" for line in kept for key in ("source", "reference", "translation")
    ]


@pytest.mark.slow
def test_a_run_whose_loss_is_lost_stays(recipe: Path, tmp_path: Path) -> None:
    with pytest.raises(TaskError, match="the loss is not a number at step"):
        train(settings(recipe, "training.rate_factor=1e30"), beside=recipe.parent, run=tmp_path / "run")
    gentler = settings(recipe, "training.steps=2")
    assert train(gentler, beside=recipe.parent, run=tmp_path / "run", resume=True).steps == 2


@pytest.mark.parametrize(
    "change",
    [
        "training.seed=2",
        "training.average_decay=0.9",
        "data.max_tokens=30",
        "model.dropout=0.2",
        "subwords.size=301",
    ],
)
def test_what_may_not_change_is_refused_and_leaves_the_run_alone(
    change: str, recipe: Path, tiny_run: Path
) -> None:
    before = {path.name: path.read_bytes() for path in tiny_run.iterdir()}
    name = change.partition("=")[0]
    with pytest.raises(RequestError, match=rf"was begun with another {name} .*, which cannot change"):
        train(settings(recipe, change), beside=recipe.parent, run=tiny_run, resume=True)
    assert {path.name: path.read_bytes() for path in tiny_run.iterdir()} == before


@pytest.mark.parametrize("name", ["pairs.tsv", "val.tsv"])
def test_changed_data_are_refused_and_the_evidence_stays(
    name: str, recipe: Path, tiny_run: Path, tmp_path: Path
) -> None:
    for each in ("pairs.tsv", "val.tsv"):
        shutil.copy(recipe.parent / each, tmp_path)
    run = Path(shutil.copytree(tiny_run, tmp_path / "run"))
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write("a cat.\tun chat.\n")
    before = {path.name: path.read_bytes() for path in run.iterdir()}
    with pytest.raises(RequestError, match=rf"{name} has changed since .*run was begun: expected SHA-256"):
        train(settings(recipe), beside=tmp_path, run=run, resume=True)
    assert {path.name: path.read_bytes() for path in run.iterdir()} == before


@pytest.mark.parametrize(("given", "expected"), [([], 0.3), (["training.label_smoothing=0.2"], 0.2)])
def test_the_smoothing_is_the_sizes_unless_the_recipe_gives_one(
    given: list[str], expected: float, recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}
    plain = TranslationTask

    def watched(*pairs: object, **numbers: object) -> object:
        seen.update(numbers)
        return plain(*pairs, **numbers)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "TranslationTask", watched)
    chosen = resolve_size(settings(recipe).model)
    monkeypatch.setattr(module, "resolve_size", lambda model: replace(chosen, label_smoothing=0.3))
    train(settings(recipe, "training.steps=1", *given), beside=recipe.parent, run=tmp_path / "run")
    assert seen["label_smoothing"] == expected
    assert (seen["batch_tokens"], seen["seed"]) == (67, 1)
