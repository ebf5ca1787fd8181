"""Say how a text goes on: the likeliest next words by a model of the next word."""

from dataclasses import dataclass

from babelix.base.arguments import at_least, checked
from babelix.base.errors import RequestError
from babelix.classic.next_word.vocabulary import words_of
from babelix.workflows.classic.next_word.model import Next, load_model
from babelix.workflows.runs.folder import PROVENANCE, SETTINGS, recorded_task
from babelix.workflows.runs.shipped import locate

DEFAULT = "en-words"
"""The shipped model of English words."""


@dataclass(frozen=True)
class Completed:
    """A text, the model asked, the likeliest next words, and the words of the text that the model does not know.

    `words` is how many the text has: after none, the next word is a sentence's first.
    """

    text: str
    model: str
    next: tuple[Next, ...]
    unknown: tuple[str, ...]
    words: int


@checked
def complete(text: str, model: str = DEFAULT, top: int = 5) -> Completed:
    """Return the `top` likeliest next words of `text` by a shipped model or a run of the task next-word.

    A text without words asks for the first word of a sentence.

    Raises `RequestError` for a model that predicts no next word, and for a number below 1.
    """
    at_least(1, top=top)
    folder = locate(model)
    task = recorded_task(folder) if (folder / SETTINGS).is_file() else "another kind"
    if task != "next-word":
        known = (
            f"a run of the task {task!r}" if (folder / PROVENANCE).is_file() else "a model of another kind"
        )
        raise RequestError(
            f"`model` {model} is {known} and predicts no next word; expected {DEFAULT}, or a run of "
            "the task 'next-word'",
            setting="model",
        )
    found = load_model(folder)
    return Completed(
        text, found.name, tuple(found.complete(text, top)), tuple(found.unknown(text)), len(words_of(text))
    )
