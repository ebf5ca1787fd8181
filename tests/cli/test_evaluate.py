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


def test_scores_carry_signatures_and_count_distinct_sentences(
    tiny_run: Path, files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.fr"
    options = ["--source", str(files[0]), "--reference", str(files[1]), "--output", str(output), "--json"]
    assert run(["evaluate", str(tiny_run), *options]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"bleu", "bleu_multi_reference", "chrf", "sentences"}
    assert found["sentences"] == 2
    lines = output.read_text(encoding="utf-8").splitlines()
    wanted = sacrebleu.corpus_bleu(lines, [["le chat voit.", "un chien."], ["le chat.", None]])
    assert found["bleu_multi_reference"]["score"] == pytest.approx(wanted.score)
    assert "nrefs:1" in found["bleu"]["signature"]
    assert "tok:13a" in found["bleu"]["signature"]


def test_a_readable_table(
    tiny_run: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", str(tiny_run), "--source", str(files[0]), "--reference", str(files[1])]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("all: 2 sentences\n")
    assert printed.count("version:") == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--source", "a"], "--source and --reference go together"),
        (["--data", "multi30k", "--source", "a", "--reference", "b"], "not both"),
        (["--data", "no-such"], "no-such"),
        (["--source", "absent.en", "--reference", "absent.fr"], "no such file: absent.en"),
        ([], "this run was trained from files; give --data NAME or --source and --reference"),
    ],
)
def test_a_wrong_request_is_one_sentence(
    tiny_run: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", str(tiny_run), *options]) == 2
    assert said in capsys.readouterr().err


def test_an_unknown_split_is_named(
    tiny_run: Path, dataset: object, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset("multi30k")  # type: ignore[operator]
    assert run(["evaluate", str(tiny_run), "--data", "multi30k", "--split", "test_2071"]) == 2
    assert "has no split 'test_2071' from en to fr; it has test_2016_flickr" in capsys.readouterr().err
