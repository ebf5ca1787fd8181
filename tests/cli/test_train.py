import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from babelix.base.ranks import Rank
from babelix.cli.main import run
from babelix.workflows.runs import ranks, tasks
from babelix.workflows.runs.recipe import Recipe


@pytest.mark.slow
def test_training_leaves_a_run_that_translates(
    recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    assert run(["train", str(recipe), "--run", str(folder), "--set", "training.steps=3", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["run"], said["steps"], said["train_pairs"]) == (str(folder), 3, 61)
    names = {path.name for path in folder.iterdir()}
    assert {
        "settings.json",
        "subwords.json",
        "run.json",
        "metrics.jsonl",
        "timings.jsonl",
        "model.safetensors",
    } <= names
    assert json.loads((folder / "settings.json").read_text())["training"]["steps"] == 3
    assert run(["translate", "--model", str(folder), "the cat."]) == 0


def test_pairs_that_are_too_long_are_counted(
    recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--set", "training.steps=1", "--set", "data.max_tokens=7"]
    assert run(["train", str(recipe), "--run", str(tmp_path / "run"), *arguments]) == 0
    assert "were longer than data.max_tokens and left out" in capsys.readouterr().out


def test_threads_are_a_setting_of_the_run(recipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Recipe] = []

    def train(recipe: Recipe, **_: object) -> tasks.Trained:
        asked.append(recipe)
        return tasks.Trained(Path(), Path(), 0, 0)

    monkeypatch.setattr(tasks, "train", train)
    assert run(["train", str(recipe), "--set", "training.threads=5", "--threads", "2"]) == 0
    assert run(["train", str(recipe)]) == 0
    assert [each.values["training"]["threads"] for each in asked] == [2, 1]


def test_of_several_processes_the_first_alone_reports(
    recipe: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tasks, "train", lambda *_, **__: tasks.Trained(Path("a"), Path(), 0, 0))
    monkeypatch.setattr(ranks, "joined", lambda _: nullcontext(Rank(1, 2)))
    assert run(["train", str(recipe)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("training.stpes=3", "unknown setting 'training.stpes'; did you mean 'steps'?"),
        ("model.size=bsae", "unknown model size 'bsae'; did you mean 'base'?"),
        ("model.heads=3", "d_model 16 is not divisible by 3 heads"),
        ('data.normalise=["nfd"]', "unknown normalisation 'nfd'; did you mean 'nfc'?"),
        ("training.steps=0", "training.steps"),
        ("training.steps", "expected section.key=value, got 'training.steps'"),
        ('data.train=["a.tsv", "b", "c"]', "expected one TSV or a source and a target file, got 3 files"),
        ('data.train=["absent.tsv"]', "no such file"),
        ('data.val=["empty.tsv"]', "there are no sentence pairs to validate with"),
        (
            "training.metric=val_bleu",
            "tiny.toml: [training]: metric = 'val_bleu' needs bleu_sentences above 0\n",
        ),
        ("data.max_tokens=2", "no pair has fewer than 2 subwords a side; raise data.max_tokens"),
        (
            "training.batch_tokens=3",
            "pairs.tsv, line 1: a pair of 5 tokens is longer than a batch of 3; raise training.batch_tokens",
        ),
    ],
)
def test_a_wrong_recipe_is_one_sentence(
    change: str, said: str, recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (recipe.parent / "empty.tsv").touch()
    assert run(["train", str(recipe), "--run", str(tmp_path / "run"), "--set", change]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "run").exists()  # the corrected request finds the folder free


def test_more_tokens_than_learned_positions_are_refused(
    recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = ["--set", "model.size=learned-positions", "--set", "data.max_tokens=1025"]
    assert run(["train", str(recipe), "--run", str(tmp_path / "run"), *changes]) == 2
    said = "data.max_tokens 1025 is more than the 1024 positions that 'learned-positions' learns; lower it"
    assert said in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_loss_beyond_all_measure_is_still_json(recipe: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    changes = ["training.rate_factor=1e5", "training.steps=1"]
    options = [word for change in changes for word in ("--set", change)]
    assert run(["train", str(recipe), "--run", str(folder), *options]) == 0

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    lines = (folder / "metrics.jsonl").read_text(encoding="ascii").splitlines()
    assert json.loads(lines[-1], parse_constant=refuse)["val_loss"] > 700


def test_a_run_that_is_a_file_is_refused(recipe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", str(recipe), "--run", str(recipe)]) == 2
    assert "tiny.toml is a file; expected a run folder" in capsys.readouterr().err


@pytest.mark.slow
def test_validation_bleu_leaves_out_sentences_longer_than_the_model_takes(
    recipe: Path, tmp_path: Path
) -> None:
    long = "the cat " * 400 + "."
    text = (recipe.parent / "val.tsv").read_text(encoding="utf-8")
    (recipe.parent / "long.tsv").write_text(f"{long}\t{long}\n{text}", encoding="utf-8")
    changes = ['data.val=["long.tsv"]', "training.bleu_sentences=2", "training.steps=2"]
    options = [word for change in changes for word in ("--set", change)]
    assert run(["train", str(recipe), "--run", str(tmp_path / "run"), *options, "--quiet"]) == 0
    assert "val_bleu" in (tmp_path / "run" / "metrics.jsonl").read_text(encoding="ascii")


def test_a_recipe_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "absent.toml"]) == 2
    assert "no such recipe: absent.toml" in capsys.readouterr().err


def test_an_unknown_data_set_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r.toml").write_text('[data]\nname = "tatoeba-en-rf"\n', encoding="utf-8")
    assert run(["train", str(tmp_path / "r.toml"), "--run", str(tmp_path / "run")]) == 2
    assert "tatoeba-en-fr" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_files_of_unequal_length_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, lines in (("a.en", "one\ntwo\n"), ("a.fr", "un\n")):
        (tmp_path / name).write_text(lines, encoding="utf-8")
    text = '[data]\ntrain = ["a.en", "a.fr"]\nval = ["a.en", "a.fr"]\n'
    (tmp_path / "r.toml").write_text(text, encoding="utf-8")
    assert run(["train", str(tmp_path / "r.toml"), "--run", str(tmp_path / "run")]) == 2
    said = capsys.readouterr().err
    assert "a.en has 2 lines" in said
    assert "a.fr has 1" in said


@pytest.mark.slow
def test_a_full_disk_ends_in_one_sentence(
    recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "run"
    monkeypatch.setattr(Path, "write_bytes", full)
    assert run(["train", str(recipe), "--run", str(folder)]) == 1
    assert "no space left on the disk while writing" in capsys.readouterr().err
    assert not list(folder.glob("*.part"))
    assert not list(folder.glob(".*.part"))


def test_a_recipe_without_a_task_is_translation_with_one_word_on_standard_error(
    recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = recipe.read_text(encoding="utf-8").replace('task = "translation"\n', "")
    (recipe.parent / "old.toml").write_text(text, encoding="utf-8")
    arguments = ["--run", str(tmp_path / "run"), "--set", "training.steps=1", "--quiet", "--json"]
    assert run(["train", str(recipe.parent / "old.toml"), *arguments]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["steps"] == 1
    assert said.err == (
        f"babelix: {recipe.parent / 'old.toml'} names no task: "
        'taken for task = "translation"; write it first\n'
    )
    settings = json.loads((tmp_path / "run" / "settings.json").read_text(encoding="utf-8"))
    assert next(iter(settings.items())) == ("task", "translation")


@pytest.mark.slow
def test_what_a_resume_asks_for_is_told_as_options(
    recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    assert run(["train", str(recipe), "--run", str(folder), "--resume"]) == 2
    assert capsys.readouterr().err == (
        f"babelix: {folder} holds no run to resume (no settings.json); leave out --resume to begin one\n"
    )
    assert run(["train", str(recipe), "--run", str(folder), "--set", "training.steps=1", "--quiet"]) == 0
    capsys.readouterr()
    assert run(["train", str(recipe), "--run", str(folder)]) == 2
    assert (
        capsys.readouterr().err
        == f"babelix: {folder} is already in use; go on with --resume, or choose another --run\n"
    )
    again = ["train", str(recipe), "--run", str(folder), "--resume", "--set", "training.steps=2"]
    assert run([*again, "--set", "training.seed=7"]) == 2
    assert capsys.readouterr().err == (
        f"babelix: {folder} was begun with another training.seed (7, before 1), which cannot change as a run goes "
        "on; resume with the settings it was begun with, or begin another --run\n"
    )
    assert run(again) == 0
    assert "from update 2 on training.steps is 2, before 1\n" in capsys.readouterr().err
    assert run([*again, "--set", "training.steps=1"]) == 2
    assert capsys.readouterr().err == (
        f"babelix: training.steps 1 is less than the 2 updates that {folder} has made; give 2 or more\n"
    )
