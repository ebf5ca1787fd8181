"""The two ways a task can end badly, and a remark where it ends well but for something."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class BabelixError(Exception):
    """A failure told in one sentence: what was expected, what came, what to do.

    The sentence names settings, in backquotes, as Python callers know them: ``"`bin_size` 0: expected at least 1"``.
    `setting` lists those names, so that the command line can put its options in their place. `said` where another
    process that shares the task says why it ended.
    """

    exit_code = 1
    said = False

    def __init__(self, sentence: str, *, setting: str | Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.setting = (setting,) if isinstance(setting, str) else tuple(setting)


class TaskError(BabelixError):
    """The request was sound and the task failed (disk full, interrupted file). Exit code 1."""


class RequestError(BabelixError):
    """The request itself was wrong (unknown name, malformed input). Exit code 2."""

    exit_code = 2


class Remark(UserWarning):
    """What a caller should know of a result that is there: a warning in Python, a line of the command."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the nearest of `known`, or an empty string when none is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""
