"""All that is asked of a translator for a file: what finds the translations of some lines, here or in processes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from babelix.base.processors import processors
from babelix.base.progress import Listener, Progress, tell
from babelix.base.workers import Tell, Work, Workers
from babelix.training.machine import computing
from babelix.workflows.translation.keep.wishes import Wishes
from babelix.workflows.translation.reader import Cutting
from babelix.workflows.translation.streaming.stream import Find
from babelix.workflows.translation.translation import Translation
from babelix.workflows.translation.translator import Translator, load_translator


@dataclass(frozen=True)
class Finding:
    """The run in `folder`, how it is loaded, and what is asked of it.

    `samples` random translations of each line by `drawing` (`Translator.sample`), or the `n_best` by `search`
    (`Translator.translate`); `repetition` is `Translator.forbid_repetition`'s.
    """

    folder: Path
    cutting: Cutting = field(default_factory=Cutting)
    wishes: Wishes = field(default_factory=Wishes)
    loading: dict[str, Any] = field(default_factory=dict)
    repetition: tuple[int | None, float | None] = (None, None)
    samples: int = 0
    n_best: int = 1
    drawing: dict[str, Any] = field(default_factory=dict)
    search: dict[str, Any] = field(default_factory=dict)
    batch_size: int = 64

    def translator(self) -> Translator:
        """Return the translator. Raises `RequestError` as `load_translator` does."""
        translator = load_translator(self.folder, cutting=self.cutting, wishes=self.wishes, **self.loading)
        translator.forbid_repetition(*self.repetition)
        return translator

    def find_with(self, translator: Translator) -> Find:
        """Return what finds the translations of lines with the translator."""

        def find(lines: Sequence[str], listener: Listener) -> list[list[Translation]]:
            shared: dict[str, Any] = {"batch_size": self.batch_size, "listener": listener}
            if self.samples:
                return translator.sample(lines, self.samples, **self.drawing, **shared)
            if self.n_best > 1:
                return translator.n_best(lines, self.n_best, **self.search, **shared)
            return [[best] for best in translator.translate(lines, **self.search, **shared)]

        return find

    def workers(self, number: int, listener: Listener, *, device: str, threads: int | None) -> Workers:
        """Return processes that find the translations of windows of lines, `threads` shared among them."""
        each = max(1, (threads or processors()) // max(1, number))
        return Workers(
            partial(_open, self, device, each), number, lambda text: tell(listener, "translating", text)
        )


def _open(finding: Finding, device: str, threads: int, told: Tell) -> Work:
    """Return what finds the translations of a window: in a process of its own."""

    def hear(progress: Progress) -> None:
        if progress.remark:
            told(progress.remark)

    computing(device=device, threads=threads, later=True).__enter__()  # for as long as the process lasts
    find = finding.find_with(finding.translator())
    return lambda lines: find(lines, hear)
