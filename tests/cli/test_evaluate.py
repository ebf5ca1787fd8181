import json
from pathlib import Path

import pytest
import sacrebleu

from babelix.cli.main import run


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    source, reference = tmp_path / "test.en", tmp_path / "test.fr"
    source.write_text("the cat sees.\na dog.\nthe cat sees.\n", encoding="utf-8")
    reference.write_text("le chat voit.\nun chien.\nle chat.\n", encoding="utf-8")
    return source, reference


def test_scores_carry_signatures_and_count_every_line(
    tiny_run: Path, files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.fr"
    options = ["--source", str(files[0]), "--reference", str(files[1]), "--output", str(output), "--json"]
    assert run(["evaluate", str(tiny_run), *options]) == 0
    found = json.loads(capsys.readouterr().out)
    metrics = ("bleu", "chrf", "chrf_plus_plus", "ter")
    assert set(found) == {*metrics, *(f"{each}_multi_reference" for each in metrics), "sentences", "cut"}
    assert (found["sentences"], found["cut"]) == (3, "sentences")
    lines = output.read_text(encoding="utf-8").split("\n")[:-1]
    assert len(lines) == 3
    wanted = sacrebleu.corpus_chrf(lines, [["le chat voit.", "un chien.", "le chat."]])
    assert found["chrf"]["score"] == pytest.approx(wanted.score)
    assert found["bleu"]["signature"].startswith("nrefs:1|case:mixed|eff:no|tok:13a|")
    assert found["bleu"]["low"] <= found["bleu"]["score"] <= found["bleu"]["high"]


@pytest.mark.slow
def test_a_readable_table(
    tiny_run: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["--source", str(files[0]), "--reference", str(files[1])]
    assert run(["evaluate", str(tiny_run), *named, "--tokenizer", "none", "--lowercase"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("all: 3 sentences, lines cut into sentences\n")
    assert printed.count("version:") == printed.count("first reference") == 4
    assert printed.count("case:lc|eff:no|tok:none") == 1
    assert (
        run(["evaluate", str(tiny_run), *named, "--reference", str(files[1]), "--no-ter", "--no-split"]) == 0
    )
    printed = capsys.readouterr().out
    assert printed.startswith("all: 3 sentences, each line as one text\n")
    assert printed.count("version:") == 6
    assert printed.count("all references") == printed.count("nrefs:2") == 3


def test_two_outputs_are_scored_and_compared_without_a_model(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["--hypothesis", str(files[0]), "--hypothesis", str(files[1]), "--reference", str(files[1])]
    assert run(["evaluate", *named, "--resamples", "31"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == str(files[0])
    assert f"{files[1]} against {files[0]}, paired bootstrap" in printed
    assert printed[-1].startswith("  TER, all references  -")
    assert printed[-1].endswith("better in 100.0 % of 31 resamples")
    assert run(["evaluate", *named, "--resamples", "31", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in found["systems"]] == [str(files[0]), str(files[1])]
    assert found["systems"][1]["chrf"]["score"] == 100
    (compared,) = found["compared"]
    assert [each["metric"] for each in compared["metrics"]] == ["BLEU", "chrF", "chrF++", "TER"]
    assert compared["metrics"][1]["p_value"] == pytest.approx(1 / 32, abs=0.1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--source", "a"], "--source and --reference go together"),
        (["--data", "multi30k", "--source", "a", "--reference", "b"], "not both"),
        (
            ["--split", "val", "--source", "a", "--reference", "b"],
            "--split is a part of a data set; leave it out",
        ),
        (["--data", "no-such"], "no-such"),
        (["--source", "absent.en", "--reference", "absent.fr"], "no such file: absent.en"),
        ([], "this run was trained from files; give --data NAME or --source and --reference"),
        (["--data", "multi30k", "--resamples", "0"], "--resamples 0: expected at least 1"),
        (["--data", "multi30k", "--tokenizer", "13b"], "no tokeniser '13b'; did you mean '13a'"),
    ],
)
def test_a_wrong_request_is_one_sentence(
    tiny_run: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", str(tiny_run), *options]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            [],
            "there is nothing to score: give a RUN, or translations that are there already as --hypothesis FILE",
        ),
        (["--hypothesis", "h", "--output", "o"], "--output keeps what a run translates; leave it out"),
        (
            ["--hypothesis", "h"],
            "a --hypothesis is scored against --reference FILE or the data set --data NAME",
        ),
    ],
)
def test_without_a_run_something_must_be_there(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", *options]) == 2
    assert said in capsys.readouterr().err


def test_an_unknown_split_is_named(
    tiny_run: Path, dataset: object, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset("multi30k")  # type: ignore[operator]
    assert run(["evaluate", str(tiny_run), "--data", "multi30k", "--split", "test_2071"]) == 2
    assert "has no split 'test_2071' from en to fr; it has test_2016_flickr" in capsys.readouterr().err
