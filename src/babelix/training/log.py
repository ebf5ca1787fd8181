"""The metric log: JSON lines that a resumed run continues byte for byte."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError, TaskError
from babelix.base.files import write_text

METRICS, TIMINGS, SAMPLES = "metrics.jsonl", "timings.jsonl", "samples.jsonl"
# Named here, where torch is not imported, for those who only look whether they are there.
LAST, BEST, FINAL = "last.safetensors", "best.safetensors", "model.safetensors"


class MetricLog:
    """Appends one JSON object a line, each with its `step`; kept free of clocks so that two runs can be compared.

    Where another process `writes` it, nothing is done.
    """

    def __init__(self, path: Path, *, writes: bool = True) -> None:
        self._path, self._writes = path, writes

    def append(self, step: int, figures: Mapping[str, Any]) -> None:
        """Write one line and hand it to the system before returning. Raises `TaskError` when it cannot be written."""
        if not self._writes:
            return
        try:
            with self._path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps({"step": step, **figures}, ensure_ascii=False) + "\n")
        except OSError as error:
            raise TaskError(
                f"cannot write {self._path}: {error.strerror or error}; go on from the last checkpoint with `resume`",
                setting="resume",
            ) from error

    def cut(self, step: int) -> None:
        """Drop the lines of later steps, and whatever follows the last whole line: a kill may leave part of one.

        Raises `RequestError` naming a whole line that is no entry of a log.
        """
        if not (self._writes and self._path.exists()):
            return
        *lines, _ = self._path.read_bytes().split(b"\n")
        kept = [line for number, line in enumerate(lines, start=1) if self._step(number, line) <= step]
        write_text(self._path, "".join(line.decode("utf-8") + "\n" for line in kept))

    def _step(self, number: int, line: bytes) -> int:
        try:
            return int(json.loads(line)["step"])
        except (ValueError, KeyError, TypeError):
            raise RequestError(
                f"{self._path}, line {number}: expected a JSON object with its step, got {line[:60]!r}; "
                "restore or delete the line"
            ) from None
