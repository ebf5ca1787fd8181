"""How far back it pays to look: n-grams and fixed-context nets of growing windows, and how often a context is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from babelix.base.arguments import at_least, checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.classic.next_word.kneser_ney import KneserNey
from babelix.workflows.classic.next_word.settings import (
    LearningSettings,
    NetSettings,
    NextWordSettings,
    TextSettings,
)
from babelix.workflows.classic.next_word.texts import number, read_text
from babelix.workflows.classic.next_word.trials import Training, carry_out, hidden, scores

MOST = 10


@dataclass(frozen=True)
class Window:
    """One window: perplexities of n-grams and, where it was trained, of a fixed-context net, on words tested on.

    `unseen` is the share of these words whose context, as far back as the window or the sentence reaches, no training
    sentence has; `n_grams` is how many of up to a word more than the window were counted.
    """

    window: int
    n_grams: int
    n_gram_perplexity: float
    unseen: float
    net_perplexity: float | None


@dataclass(frozen=True)
class Windows:
    """A text's curve."""

    text: str
    train: int
    test: int
    vocabulary: int
    windows: tuple[Window, ...]


@checked
def window_curve(
    text: str,
    windows: Sequence[int] = tuple(range(1, MOST + 1)),
    vocabulary: int = 10_000,
    nets: Path | None = None,
    learning: LearningSettings = LearningSettings(),
    listener: Listener = silent,
) -> Windows:
    """Return the curve of a text for `windows`, n-grams alone unless `nets` names a folder to train nets in.

    The nets have as many parameters each, to a twentieth; those that are finished in the folder are not trained again.
    Raises `RequestError` for a text or windows that will not do.
    """
    at_least(3, vocabulary=vocabulary)
    for each in windows:
        if not 1 <= each <= MOST:
            raise RequestError(f"`windows` {each}: expected 1 to {MOST} words", setting="windows")
    read = read_text(text)
    words = number(read, vocabulary, exact=False)
    progress = Reporter(listener, "counting", len(windows), "windows")
    counted = []
    for each in windows:
        model = KneserNey.count(words.train, len(words.vocabulary), each + 1)
        surprise = float(model.score(words.test).mean(dtype=np.float64))
        counted.append((model.size, float(np.exp(surprise)), model.unseen(words.test, each)))
        progress.advance(1, perplexity=counted[-1][1])
    net: list[float | None] = [None] * len(windows)
    if nets is not None:
        trainings = [_net(text, each, vocabulary, len(words.vocabulary), learning) for each in windows]
        for place, done in enumerate(carry_out(nets, trainings, Path(), listener)):
            net[place] = float(np.exp(scores(nets, done)[1].mean()))
    rows = tuple(
        Window(w, size, n_gram, unseen, own)
        for w, (size, n_gram, unseen), own in zip(windows, counted, net, strict=True)
    )
    return Windows(text, len(words.train), len(words.test), len(words.vocabulary), rows)


def _net(text: str, window: int, vocabulary: int, numbered: int, learning: LearningSettings) -> Training:
    width, dropout = 100, 0.2
    own = NetSettings(
        kind="fixed-context", width=width, window=window, dropout=dropout,
        hidden=hidden("fixed-context", numbered, width, 2, window, 4),
    )  # fmt: skip
    data = TextSettings(name=text, vocabulary=vocabulary)
    return Training(
        "fixed-context", f"window-{window}", NextWordSettings(data=data, model=own, training=learning)
    )
