import json
from pathlib import Path

import pytest

from babelix.cli.main import run


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    source, reference = tmp_path / "test.en", tmp_path / "test.fr"
    source.write_text("the cat sees.\na dog.\nthe cat sees.\n", encoding="utf-8")
    reference.write_text("le chat voit.\nun chien.\nle chat.\n", encoding="utf-8")
    return source, reference


def test_score_prints_one_number_a_pair(
    tiny_run: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--source", str(files[0]), "--target", str(files[1])]
    assert run(["score", str(tiny_run), *options]) == 0
    values = [float(line) for line in capsys.readouterr().out.split()]
    assert len(values) == 3
    assert all(value < 0 for value in values)
    assert run(["score", str(tiny_run), *options, "--json", "--batch-size", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["log_probabilities"] == pytest.approx(values, abs=1e-5)
    assert found["perplexity"]["unit"] == "subword"


def test_score_wants_as_many_lines(
    tiny_run: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text("le chat.\n", encoding="utf-8")
    assert run(["score", str(tiny_run), "--source", str(files[0]), "--target", str(files[1])]) == 2
    said = capsys.readouterr().err
    assert "3 lines" in said
    assert "they must be as many" in said


def test_a_batch_of_no_pairs_is_refused(
    tiny_run: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--source", str(files[0]), "--target", str(files[1]), "--batch-size"]
    for size in ("0", "-3"):
        assert run(["score", str(tiny_run), *options, size]) == 2
        printed = capsys.readouterr()
        assert printed.err == f"babelix: the batch size must be at least 1, got {size}\n"
        assert printed.out == ""
