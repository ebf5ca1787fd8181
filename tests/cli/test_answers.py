import io
import json
import signal
import sys
from collections.abc import Iterator, Sequence

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.cli.answers import Format, JsonArray, JsonLines, Plain, Remarks, print_answers
from babelix.workflows.translation.streaming.stream import Answer
from babelix.workflows.translation.translation import Part, Translation


def answer(number: int, *texts: str, remark: str = "") -> Answer:
    return Answer(number, f"line {number}", [Translation(text, -1.5, -2.0, (), remark, 3) for text in texts])


WINDOWS = [[answer(1, "é"), answer(2, "b")], [answer(3, "")]]


def written(form: Format, windows: Sequence[Sequence[Answer]]) -> str:
    pieces = [form.piece(each, first) for each, first in zip(windows, [True, False], strict=False)]
    return "".join(pieces) + form.end(not windows)


def test_lines_as_they_are() -> None:
    assert written(Plain(), WINDOWS) == "é\nb\n\n"
    assert written(Plain(), [[answer(1, "a", "b")]]) == "a\nb\n"
    assert written(Plain(), []) == ""


def test_a_json_array_written_in_pieces_is_the_same_array() -> None:
    text = written(JsonArray(), WINDOWS)
    whole = json.loads(text)
    assert text == json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    assert [row["source"] for row in whole] == ["line 1", "line 2", "line 3"]
    assert whole[2]["translations"] == [
        {"text": "", "log_probability": -1.5, "score": -2.0, "subwords": 3, "confidence": -0.5}
    ]
    assert written(JsonArray(), []) == "[]\n"


def test_a_json_object_a_line() -> None:
    lines = written(JsonLines(), WINDOWS).splitlines()
    assert [json.loads(line)["translations"][0]["text"] for line in lines] == ["é", "b", ""]
    assert written(JsonLines(), []) == ""


def test_parts_and_a_remark_are_in_the_json_where_there_are_some() -> None:
    part = Part("a.", "b.", -1.0, -2.0, 4)
    made = Answer(1, "a.", [Translation("b.", -1.0, -2.0, (part,), "known", 4)])
    (found,) = json.loads(written(JsonArray(), [[made]]))[0]["translations"]
    assert found["parts"] == [
        {
            "source": "a.",
            "text": "b.",
            "log_probability": -1.0,
            "score": -2.0,
            "subwords": 4,
            "confidence": -0.25,
        }
    ]
    assert found["remark"] == "known"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_is_interrupted_leaves_whole_lines_and_json_closed(
    number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    def windows() -> Iterator[Sequence[Answer]]:
        yield WINDOWS[0]
        signal.raise_signal(number)
        yield WINDOWS[1]

    with pytest.raises((KeyboardInterrupt, TaskError)):
        print_answers(windows(), JsonArray())
    assert [row["source"] for row in json.loads(capsys.readouterr().out)] == ["line 1", "line 2"]


def test_what_fails_before_the_first_line_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def windows() -> Iterator[Sequence[Answer]]:
        raise RequestError("no")
        yield []

    with pytest.raises(RequestError):
        print_answers(windows(), JsonArray())
    assert capsys.readouterr().out == ""


def test_every_window_is_flushed(monkeypatch: pytest.MonkeyPatch) -> None:
    flushed = []

    class Out(io.StringIO):
        def flush(self) -> None:
            flushed.append(self.getvalue())

    monkeypatch.setattr(sys, "stdout", Out())
    print_answers(iter(WINDOWS), Plain())
    assert flushed[:2] == ["é\nb\n", "é\nb\n\n"]


def test_many_remarks_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    remarks = Remarks()
    remarks.show([answer(number, "a", remark="long" if number % 2 else "") for number in range(1, 54)])
    remarks.end()
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "babelix: line 1: long"
    assert said[-2:] == ["babelix: line 39: long", "babelix: and so 7 lines more"]
    assert len(said) == 21


def test_doubtful_lines_are_named_after_their_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_answers(iter(WINDOWS), Plain(), -0.4)
    said = capsys.readouterr()
    assert said.out == "é\nb\n\n"
    assert said.err.splitlines() == [
        f"babelix: line {n}: doubtful, -0.50: {t}" for n, t in enumerate(["é", "b", ""], 1)
    ]
    print_answers(iter(WINDOWS), Plain(), -0.5)
    assert capsys.readouterr().err == ""
