import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from babelix.cli.main import run


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


@pytest.mark.slow
def test_lines_in_lines_out_in_order(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = []
    for batch_size in ("1", "3", "64"):
        feed(monkeypatch, b"the cat.\n\na dog sees the cat.\nthe dog.\n")
        assert run(["translate", "--model", str(tiny_run), "--batch-size", batch_size]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0].count("\n") == 4
    assert outputs[0].split("\n")[1] == ""
    assert outputs == [outputs[0]] * 3


def test_json_carries_scores(tiny_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["translate", "--model", str(tiny_run), "--json", "--n-best", "2", "the cat."]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["source"] == "the cat."
    assert len(found["translations"]) == 2
    assert found["translations"][0]["score"] >= found["translations"][1]["score"]
    assert found["translations"][0]["log_probability"] < 0


def test_sampling_prints_as_many_as_asked_for(tiny_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["translate", "--model", str(tiny_run), "--sample", "3", "--temperature", "0.7", "the cat."]) == 0
    )
    assert capsys.readouterr().out.count("\n") == 3


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["html", "png", "svg"])
def test_attention_is_written(
    tiny_run: Path, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"attention.{ending}"
    assert run(["translate", "--model", str(tiny_run), "--attention", str(file), "the cat."]) == 0
    start = {"html": b"<!doctype html>", "png": b"\x89PNG", "svg": b"<?xml"}[ending]
    assert file.read_bytes()[: len(start)].lower() == start.lower()
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "content", "said"),
    [
        ([], b"fine\nbad \xff line\n", "standard input, line 2: not UTF-8 (byte 0xff at column 5)"),
        (["--model", "en-rf"], b"a\n", "no model or run folder 'en-rf'"),
        (["--batch-size", "0"], b"a\n", "batch size must be at least 1, got 0"),
        (["--beam", "0"], b"a\n", "--beam must be at least 1, got 0"),
        (
            ["--precision", "float8"],
            b"a\n",
            "unknown precision 'float8'; expected one of auto, float32, bfloat16, int8",
        ),
        (["--n-best", "0"], b"a\n", "--n-best at least 1, got 0 and 0"),
        (["--sample", "2", "--top-p", "1.5"], b"a\n", "top_p"),
        (["--sample", "2", "--n-best", "3"], b"a\n", "give one of the two"),
        (["--top-k", "3"], b"a\n", "shape random translations; give --sample N too"),
        (["--seed", "3"], b"a\n", "shape random translations; give --sample N too"),
        (["--sample", "2", "--beam", "3"], b"a\n", "search for the best translation; leave them out"),
        (["--sample", "2", "--alpha", "1"], b"a\n", "search for the best translation; leave them out"),
        (["--model", ""], b"a\n", "no model or run folder ''"),
        (["--attention", "x.gif"], b"a\n", "expected .html, .png or .svg"),
    ],
)
def test_a_wrong_request_is_one_sentence(
    arguments: list[str],
    content: bytes,
    said: str,
    tiny_run: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    feed(monkeypatch, content)
    model = [] if "--model" in arguments else ["--model", str(tiny_run)]
    assert run(["translate", *model, *arguments]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.err.startswith("babelix: ")
    assert printed.out == ""


def test_a_sentence_far_too_long_is_told_of_or_refused(
    tiny_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["translate", "--model", str(tiny_run), "cat.", "cat " * 50, "dog."]
    assert run(asked) == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 3
    assert printed.err.startswith("babelix: line 2: a sentence of ")
    assert run([*asked, "--strict"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "line 2 has a sentence of" in printed.err
    assert "leave out --strict to have it cut" in printed.err


def test_sentences_of_a_line_are_in_the_json_unless_lines_are_whole(
    tiny_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["translate", "--model", str(tiny_run), "--json", "the cat.  a dog.", "cat."]
    assert run(asked) == 0
    two, one = (row["translations"][0] for row in json.loads(capsys.readouterr().out))
    assert [part["source"] for part in two["parts"]] == ["the cat.", "a dog."]
    assert two["text"] == "  ".join(part["text"] for part in two["parts"] if part["text"])
    assert set(one) == {"text", "log_probability", "score", "subwords", "confidence"}
    assert run([*asked, "--no-split"]) == 0
    assert "parts" not in json.loads(capsys.readouterr().out)[0]["translations"][0]


def test_attention_is_drawn_of_every_sentence(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(
        "babelix.views.attention.files.write_attention",
        lambda sets, path: drawn.extend(text.title.split(" →")[0] for text in sets),
    )
    asked = ["translate", "--model", str(tiny_run), "--attention", "a.html", "the cat. a dog.", " ", "cat."]
    assert run(asked) == 0
    assert drawn == ["the cat.", "a dog.", "cat."]


@pytest.mark.parametrize("option", ["--n-best", "--sample"])
def test_every_line_gives_as_many_lines_the_empty_one_too(
    option: str, tiny_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, b"the cat.\n\nthe dog.\n")
    assert run(["translate", "--model", str(tiny_run), option, "3"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert len(lines) == 3 * 3 + 1
    assert lines[3:6] == ["", "", ""]


def test_the_text_is_printed_when_the_attention_cannot_be_written(
    tiny_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    page = tmp_path / "file" / "attention.html"
    assert run(["translate", "--model", str(tiny_run), "--attention", str(page), "the cat."]) == 1
    printed = capsys.readouterr()
    assert "cannot write" in printed.err
    assert printed.out.count("\n") == 1


def test_a_closed_input_and_an_argument_that_is_not_utf_8(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run(["translate", "--model", str(tiny_run)]) == 2
    assert "standard input is closed; give sentences" in capsys.readouterr().err
    assert run(["translate", "--model", str(tiny_run), "bad \udcff"]) == 2
    assert "is not UTF-8 text" in capsys.readouterr().err


def test_a_dash_alone_is_standard_input(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, b"12\n\n3.\n")
    assert run(["translate", "--model", str(tiny_run), "-"]) == 0
    assert capsys.readouterr().out == "12\n\n3.\n"
    assert run(["translate", "--model", str(tiny_run), "-", "5"]) == 0
    assert capsys.readouterr().out == "-\n5\n"


HOSTILE = [
    "",
    "cat " * 300,
    "<b>the cat</b> & <a href='x'>&amp;</a>",
    "\u202ethe cat\u202c \u2067a dog\u2069",
    "🙂" * 40,
    "a" * 200,
    "the\x00 cat\x00",
    "\x00",
    "the cat.\u2028a dog.\u2029\x0b\x0c\x85the dog.\r the cat.",
    "the cat.\r",
    "\ufffd\uffff\ue000",
    "%s {name} http://a.org a@b.org",
    "-5",
]


@pytest.mark.slow
def test_a_hostile_line_is_one_line(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Lines may end as on Windows, some of them.
    feed(monkeypatch, "".join(line + ("\n", "\r\n")[i % 2] for i, line in enumerate(HOSTILE)).encode())
    assert run(["translate", "--model", str(tiny_run), "--beam", "1", "--quiet"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert len(lines) == len(HOSTILE) + 1
    # What has no letter is as it was, and what cannot be seen is nothing.
    assert [lines[i] for i in (0, 4, 7, 12)] == ["", "🙂" * 40, "", "-5"]


@pytest.mark.slow
def test_what_is_kept_and_how_a_line_begins(tiny_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["translate", "--model", str(tiny_run), "--keep", "urls, tags", "--prefix", "un chien"]
    assert run([*given, "the cat sees a.example.org/b.<br/>"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("un chien")
    assert all(out.count(literal) == 1 for literal in ("<br/>", "a.example.org/b"))


def test_what_cannot_be_kept_is_told(
    tiny_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terms = tmp_path / "terms.tsv"
    terms.write_text("cat\n")
    for more, told in (
        (["--keep", "url"], "--keep: unknown kind 'url'; did you mean 'urls'?"),
        (
            ["--glossary", str(terms)],
            "terms.tsv, line 1: expected a term, a tab and its translation, got no tab",
        ),
        (["--glossary", str(terms), "--n-best", "2"], "--glossary holds for the best translation"),
        (["--prefix", "a\nb"], "--prefix is the beginning of a line"),
    ):
        assert run(["translate", "--model", str(tiny_run), *more, "the cat."]) == 2
        assert told in capsys.readouterr().err


def test_how_sure_the_model_was_is_in_the_json_and_doubtful_lines_are_named(
    tiny_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["translate", "--model", str(tiny_run), "the cat sees.", "", "a dog."]
    assert run([*asked, "--json"]) == 0
    found = [row["translations"][0] for row in json.loads(capsys.readouterr().out)]
    assert [each["confidence"] for each in found] == [
        each["log_probability"] / each["subwords"] if each["subwords"] else 0.0 for each in found
    ]
    assert found[0]["subwords"] > 0 > found[0]["confidence"]
    assert run([*asked, "--flag-below", "-0.000001"]) == 0
    named = [line for line in capsys.readouterr().err.splitlines() if "doubtful" in line]
    assert [line.split(":")[1] for line in named] == [" line 1", " line 3"]
    assert run([*asked, "--flag-below", "0.5"]) == 2
    assert "--flag-below 0.5: a log-probability a subword is never above 0" in capsys.readouterr().err


# Where no machine code is kept yet, what would search is left out: to make it takes longest of all.
WITHOUT_TORCH = """
import sys
from babelix.decoding.hypothesis import Hypothesis
from babelix.transformer.compiled import program
from babelix.cli.main import run

class Unsearched:
    def __init__(self, made, positions, part, *_):
        self.part = part
    def run(self, advance):
        return [Hypothesis((7,), -1.0, -1.0) for _ in self.part]

if not all(each.is_kept() for each in (program._encode, program._search, program.products["float32"])):
    program.Program.is_kept, program.Program.load, program._Batch = lambda self: True, lambda self: None, Unsearched
*plain, last = sys.argv[1:]
for more in ([], ["--beam", "1", "--json"], ["--threads", "3", "--device", "auto"], ["--flag-below", "-9"]):
    assert run(["translate", "--model", last, *plain, *more]) == 0
    assert not {"torch", "numba", "scipy", "matplotlib"} & sys.modules.keys(), more
from babelix import load
translator = load(last, device="cpu")
assert len(translator.translate(plain)) == len(plain) and "torch" not in sys.modules
assert translator.model.E.num_embeddings == 300 and "torch" in sys.modules
"""


@pytest.mark.slow
def test_a_plain_translation_does_not_import_torch(tiny_run: Path) -> None:
    command = [
        sys.executable,
        "-c",
        WITHOUT_TORCH,
        "the cat.",
        "a dog!",
        str(tiny_run),
    ]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert len(found.stdout.splitlines()) > 6
