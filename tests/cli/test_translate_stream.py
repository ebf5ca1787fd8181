import io
import json
import signal
import sys
from pathlib import Path

import pytest

from babelix.cli.main import run
from babelix.workflows.translation.translator import Translator

LINES = ["the cat. a dog.", "", "a dog sees.", "cat.", "the dog likes a cat.", "dog.", " a tired cat. cat!"]


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines are a window."""
    monkeypatch.setattr("babelix.workflows.translation.streaming.stream.window_of", lambda batch_size: 2)


def interrupted_in_window(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Ctrl-C comes while that window is translated."""
    calls = []
    translate = Translator.translate

    def interrupt(*arguments: object, **more: object) -> object:
        calls.append(1)
        if len(calls) == number:
            signal.raise_signal(signal.SIGINT)
        return translate(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Translator, "translate", interrupt)


@pytest.mark.slow
@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_file_goes_on_where_it_was_interrupted_and_has_the_same_bytes(
    more: list[str],
    tiny_run: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["translate", "--model", str(tiny_run), *more]
    content = "".join(line + "\n" for line in LINES).encode()
    feed(monkeypatch, content)
    assert run(asked) == 0
    whole = capsys.readouterr().out
    out = tmp_path / "out.txt"
    asked += ["--out", str(out)]
    with monkeypatch.context() as patch:
        interrupted_in_window(patch, 3)
        feed(patch, content)
        assert run(asked) == 130
    said = capsys.readouterr().err
    assert "out.txt.part holds 4 lines so far; --resume goes on" in said
    assert not out.exists()
    feed(monkeypatch, content)
    assert run(asked) == 2
    assert "go on with it by --resume, or delete it" in capsys.readouterr().err
    feed(monkeypatch, content)
    assert run([*asked, "--beam", "3", "--resume"]) == 2
    assert "beam was null and is 3" in capsys.readouterr().err
    feed(monkeypatch, content)
    assert run([*asked, "--resume"]) == 0
    assert out.read_text(encoding="utf-8") == whole
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.usefixtures("small_windows")
def test_ctrl_c_keeps_what_is_printed(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content = "".join(line + "\n" for line in LINES).encode()
    interrupted_in_window(monkeypatch, 2)
    feed(monkeypatch, content)
    assert run(["translate", "--model", str(tiny_run)]) == 130
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 2
    assert printed.err == "babelix: interrupted\n"


@pytest.mark.slow
def test_each_line_is_answered_before_the_next_is_read(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered = []

    class Typed(io.BytesIO):
        def __next__(self) -> bytes:
            answered.append(capsys.readouterr().out)
            return super().__next__()

    content = b"the cat. a dog.\n\ncat.\n"
    feed(monkeypatch, content)
    assert run(["translate", "--model", str(tiny_run)]) == 0
    whole = capsys.readouterr().out.splitlines(keepends=True)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Typed(content), encoding="utf-8"))
    assert run(["translate", "--model", str(tiny_run), "--interactive"]) == 0
    assert answered == ["", *whole]
    feed(monkeypatch, content)
    assert run(["translate", "--model", str(tiny_run), "--interactive", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["source"] for row in rows] == ["the cat. a dog.", "", "cat."]


@pytest.mark.slow
def test_samples_do_not_depend_on_where_a_line_stands(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = []
    for more in ([], ["--interactive"], ["--batch-size", "1"]):
        feed(monkeypatch, b"the cat. a dog.\n\ncat.\n")
        assert run(["translate", "--model", str(tiny_run), "--sample", "3", *more]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs == [outputs[0]] * 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--resume"], "--resume goes on with a file; give --out FILE"),
        (["--resume", "--out", "o", "--attention", "a.svg"], "leave out --attention"),
        (["--interactive", "cat."], "--interactive answers standard input line by line"),
        (["--interactive", "--out", "o"], "--interactive answers standard input line by line"),
    ],
)
def test_what_does_not_go_together(
    arguments: list[str],
    said: str,
    tiny_run: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    feed(monkeypatch, b"cat.\n")
    assert run(["translate", "--model", str(tiny_run), *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--interactive"], "--processes shares many lines, and --interactive is of few"),
        (["--attention", "a.png"], "--processes shares many lines, and --attention is of few"),
    ],
)
def test_what_processes_cannot_share_is_refused(
    more: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, b"cat.")
    assert run(["translate", "--processes", "2", *more]) == 2
    assert said in capsys.readouterr().err


def test_processes_of_torchrun_are_told_what_shares_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert run(["translate", "cat."]) == 2
    assert "each would translate all lines; start one, with --processes N" in capsys.readouterr().err
