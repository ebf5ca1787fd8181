"""Writes translations as they come: lines, a JSON array, or a JSON object a line; to standard output or a file."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from babelix.base.counts import several
from babelix.base.errors import BabelixError
from babelix.base.stopping import Stopping
from babelix.cli.doubt import flag, with_confidence

if TYPE_CHECKING:
    from babelix.workflows.translation.streaming.resume import Output
    from babelix.workflows.translation.streaming.stream import Answer
    from babelix.workflows.translation.translation import Translation

# Lines of which a remark is shown; the others are counted.
_REMARKS = 20


class Format(Protocol):
    """How translations are written down."""

    def piece(self, answers: "Sequence[Answer]", first: bool) -> str:
        """Return what is written of some lines; `first` says that nothing stands before."""
        ...

    def end(self, empty: bool) -> str:
        """Return what stands at the end; `empty` says that nothing stands before."""
        ...


class Plain:
    """Every translation is a line."""

    def piece(self, answers: "Sequence[Answer]", first: bool) -> str:
        """Return the lines."""
        return "".join(f"{each.text}\n" for answer in answers for each in answer.translations)

    def end(self, empty: bool) -> str:
        """Return nothing."""
        return ""


class JsonArray:
    """All lines are one indented array, which is whole at the end."""

    def piece(self, answers: "Sequence[Answer]", first: bool) -> str:
        """Return the objects, with the array's beginning before the first."""
        written = (json.dumps(_object(answer), ensure_ascii=False, indent=2) for answer in answers)
        text = ",\n".join("  " + each.replace("\n", "\n  ") for each in written)
        return ("[\n" if first else ",\n") + text

    def end(self, empty: bool) -> str:
        """Return the array's end."""
        return "[]\n" if empty else "\n]\n"


class JsonLines:
    """Every line is an object on a line of its own."""

    def piece(self, answers: "Sequence[Answer]", first: bool) -> str:
        """Return the lines."""
        return "".join(json.dumps(_object(answer), ensure_ascii=False) + "\n" for answer in answers)

    def end(self, empty: bool) -> str:
        """Return nothing."""
        return ""


def _object(answer: "Answer") -> dict[str, Any]:
    return {"source": answer.source, "translations": [_translation(each) for each in answer.translations]}


def _translation(translation: "Translation") -> dict[str, Any]:
    """Return a translation as JSON has it: its parts and the remark only where there are some."""
    return with_confidence(
        translation,
        {key: value for key, value in asdict(translation).items() if value not in ((), "") or key == "text"},
    )


def print_answers(windows: "Iterable[Sequence[Answer]]", form: Format, below: float | None = None) -> None:
    """Print answers as they come, whole windows at a time; what is interrupted leaves whole lines, and JSON closed.

    Lines with a sentence of which the model was less sure than `below` are named.
    """
    empty, remarks = True, Remarks(below)
    with Stopping() as stopping:
        try:
            for answers in windows:
                with stopping.whole():
                    sys.stdout.write(form.piece(answers, empty))
                    sys.stdout.flush()
                    empty = False
                remarks.show(answers)
        except (KeyboardInterrupt, BabelixError):
            if not empty:
                sys.stdout.write(form.end(empty))
                sys.stdout.flush()
            raise
        sys.stdout.write(form.end(empty))
    remarks.end()


def write_answers(
    windows: "Iterable[Sequence[Answer]]", form: Format, output: "Output", below: float | None = None
) -> None:
    """Write answers into a file that is put in its place when it is whole; what is interrupted can be gone on with.

    Lines with a sentence of which the model was less sure than `below` are named.
    """
    remarks = Remarks(below)
    with Stopping() as stopping:
        try:
            for answers in windows:
                with stopping.whole():
                    output.add(form.piece(answers, output.lines == 0), [answer.source for answer in answers])
                remarks.show(answers)
            with stopping.whole():
                output.finish(form.end(output.lines == 0))
        except BaseException:
            _tell_of(output.leave(), output.lines)
            raise
    remarks.end()


def _tell_of(part: Path | None, lines: int) -> None:
    if part is not None:
        print(f"babelix: {part} holds {several(lines, 'line')} so far; --resume goes on", file=sys.stderr)


class Remarks:
    """Shows what should be known of lines on standard error: of the first ones, then how many more there were.

    Every line with a sentence of which the model was less sure than `below` is named.
    """

    def __init__(self, below: float | None = None) -> None:
        self._shown, self._below = 0, below

    def show(self, answers: "Sequence[Answer]") -> None:
        """Show the remarks of some lines."""
        for answer in answers:
            remark = answer.translations[0].remark if answer.translations else ""
            if remark:
                self._shown += 1
                if self._shown <= _REMARKS:
                    print(f"babelix: line {answer.number}: {remark}", file=sys.stderr)
            if answer.translations:
                flag(answer.number, answer.translations[0], self._below)

    def end(self) -> None:
        """Show how many lines were not named."""
        if self._shown > _REMARKS:
            print(f"babelix: and so {several(self._shown - _REMARKS, 'line')} more", file=sys.stderr)
