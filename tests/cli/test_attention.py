import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from babelix.cli.main import run

CAT = "the cat sees a dog."


def test_the_table_of_a_word(tiny_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["attention", CAT, "--model", str(tiny_run), "--word", "cat", "--most", "3"]) == 0
    _, title, what, *lines = capsys.readouterr().out.rstrip("\n").split("\n")
    assert title.startswith(f"{CAT} →")
    assert what == "encoder attention, what 'cat' attends to, all heads averaged"
    assert [line.split()[:2] for line in lines] == [["layer", "0"], ["layer", "1"]]
    assert [len(re.findall(r" [01]\.\d\d\b", line)) for line in lines] == [3, 3]


def test_the_table_of_a_translation(tiny_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--translation", "le chat voit.", "--head", "1"]
    assert run(["attention", CAT, "--model", str(tiny_run), *arguments]) == 0
    out = capsys.readouterr().out
    assert f"{CAT} → le chat voit.\ncross attention, layer 0, head 1\n" in out
    assert out.rstrip().split("\n")[-1].split()[0] == "</s>"


def test_json_says_all(tiny_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--word", "the", "--kind", "encoder", "--layer", "1", "--most", "2", "--json"]
    assert run(["attention", CAT, "the dog.", "--model", str(tiny_run), *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["model"], found["kind"], found["head"], found["files"]) == ("run", "encoder", None, [])
    assert "mean over the heads" in found["weights"]
    assert [text["title"].split(" → ")[0] for text in found["texts"]] == [CAT, "the dog."]
    (line,) = found["texts"][0]["lines"]
    assert (line["layer"], line["row"], line["position"]) == (1, "the", 0)
    assert len(line["most"]) == 2
    assert 1 >= line["most"][0]["weight"] >= line["most"][1]["weight"] > 0


@pytest.mark.slow
def test_files_are_written_and_named(
    tiny_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [tmp_path / f"attention.{ending}" for ending in ("html", "png", "svg")]
    options = [option for path in paths for option in (f"--{path.suffix[1:]}", str(path))]
    assert run(["attention", CAT, "the dog.", "--model", str(tiny_run), "--word", "the", *options]) == 0
    assert capsys.readouterr().out.split("\n") == [*map(str, paths), ""]
    assert all(path.stat().st_size > 1000 for path in paths)


def test_what_is_too_long_for_a_figure_leaves_no_page_either(
    tiny_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("babelix.views.attention.figure._MOST_TOKENS", 3)
    files = ["--html", str(tmp_path / "a.html"), "--png", str(tmp_path / "a.png")]
    assert run(["attention", CAT, "--model", str(tiny_run), *files]) == 2
    assert "tokens are more than a figure can hold (3); use the attention page" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_html_in_the_text_stays_text(tiny_run: Path, tmp_path: Path) -> None:
    hostile = "<script>a()</script>"
    path = tmp_path / "a.html"
    assert run(["attention", hostile, "--model", str(tiny_run), "--html", str(path)]) == 0
    assert hostile not in path.read_text(encoding="utf-8")


def test_control_characters_do_not_reach_the_terminal(
    tiny_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["attention", "a\x1b[31m dog", "--model", str(tiny_run)]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "expected a text or an --example, and not both"),
        ([CAT, "--example", "coreference"], "expected a text or an --example, and not both"),
        (
            ["--example", "coreference", "--layer", "1"],
            "an --example chooses its own word, kind, layer and head",
        ),
        (["--example", "none"], "no example 'none'"),
        ([CAT, "--most", "0"], "--most must be at least 1, got 0"),
        ([CAT, "--png", "a.svg"], "--png expects a file that ends in .png, got a.svg"),
        ([CAT, "--word", "horse"], "no word 'horse' among the tokens"),
        ([CAT, "--layer", "9"], "has no layer 9; it has layers 0"),
        ([CAT, "--head", "2"], "has no head 2; it has heads 0, 1"),
        ([CAT, "--kind", "none"], "unknown kind of attention 'none'"),
        ([" "], "expected a text, got an empty one"),
    ],
)
def test_wrong_requests_end_in_a_sentence(
    tiny_run: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["attention", "--model", str(tiny_run), *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert sentence in shown.err
    assert shown.err.count("\n") == 1


@pytest.mark.slow
def test_help_loads_no_torch() -> None:
    code = "import sys; from babelix.cli.main import run; run(['attention', '--help']); "
    code += "sys.exit('torch' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert shown.returncode == 0
    assert "--example" in shown.stdout
