"""Where the points of an atlas come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import checked_fields
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener
from babelix.classic.atlas.points import Points

KINDS = ("convnet", "embeddings", "translator")
_OWN = {
    "run": ("convnet",),
    "size": ("convnet",),
    "weights": ("convnet",),
    "data": ("convnet",),
    "model": ("embeddings", "translator"),
    "text": ("embeddings", "translator"),
    "word": ("translator",),
}


@checked_fields
@dataclass(frozen=True)
class Source:
    """What is laid out, of a `kind`: pictures in a net, tokens, or sentences in a translator.

    convnet: the net of a `run`, or of a `size` with a file of `weights`, and pictures, `data`, a set's name or a folder
    (the run's own held-out pictures unless given). embeddings: the tokens of a `model`; `text` is a file of sentence
    pairs that tells their side. translator: a `model` and `text`, a sentence a line, a tab and its class after it where
    there are classes; the states of each `word` in them, or of whole sentences.
    """

    kind: str
    run: Path | None = None
    size: str | None = None
    weights: Path | None = None
    data: str | None = None
    model: str | None = None
    text: Path | None = None
    word: Sequence[str] = ()

    def check(self) -> None:
        """Raise `RequestError` for another kind, and for what belongs to another one."""
        if self.kind not in KINDS:
            raise RequestError(
                f"`source` {self.kind!r}: expected one of {', '.join(KINDS)}{did_you_mean(self.kind, KINDS)}",
                setting="source",
            )
        for name, kinds in _OWN.items():
            if getattr(self, name) and self.kind not in kinds:
                raise RequestError(
                    f"`{name}` goes with `source` {' or '.join(kinds)}, not with {self.kind}",
                    setting=(name, "source"),
                )


def read_points(source: Source, most: int, seed: int, listener: Listener) -> Points:
    """Return at most so many points of a source. Raises `RequestError` when it is not there or will not do."""
    source.check()
    # Each imports what it alone needs.
    if source.kind == "convnet":
        from babelix.workflows.classic.atlas.activations import activations

        return activations(source.run, source.size, source.weights, source.data, most, seed, listener)
    from babelix.workflows.classic.atlas.words import states, token_embeddings

    if source.kind == "embeddings":
        return token_embeddings(source.model, source.text, most)
    if source.text is None:
        raise RequestError(
            "`source` translator needs `text`, a file with a sentence a line", setting=("source", "text")
        )
    return states(source.model, source.text, source.word, most, seed, listener)
