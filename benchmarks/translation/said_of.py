"""Does an encoder know what an adjective may be said of? A linear classifier on its states, over adjectives new to it.

    python -m benchmarks.translation.said_of --model en-fr --vectors runs/made/words.vec

Sentences of five frames of `tools/twins/lists.toml` (`The dog didn't eat the apple because it was too ripe.`), three
for each adjective that is said of one of the two nouns alone, with nouns drawn by a seed. A logistic regression tells,
from a layer's state at the adjective (the mean over its subwords) or at "it", which noun is meant; adjectives are cut
into five parts, each told by what was learned from the other four. `--vectors` tells what vectors of words know,
without a model, and leaves out, for all, sentences whose adjective has none. Needs scikit-learn.
"""

import random
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tools.twins.words import Lists, read, spaced

import babelix
from babelix.text import END, Subwords
from babelix.text.batches import pad
from babelix.text.vectors import read_vectors
from babelix.transformer import Transformer
from benchmarks.measure import arguments, write

FRAMES = {
    "cross": "The {a} didn't cross the {b}",
    "eat": "The {a} didn't eat the {b}",
    "enter": "The {a} didn't go into the {b}",
    "carry": "The {a} didn't carry the {b}",
    "jump": "The {a} didn't jump over the {b}",
}
TIMES, PARTS, SEED = 3, 5, 1
# Of the regression's inverse penalty: states have some hundred numbers each of spread 1, vectors length 1.
OF_STATES, OF_VECTORS = 0.003, 5.0


class Said(NamedTuple):
    """A sentence, its adjective, and whether the second noun is meant."""

    text: str
    adjective: str
    second: bool


def sentences(lists: Lists) -> Iterator[Said]:
    """Yield the sentences of every adjective that is said of one place of its frame alone."""
    rng = random.Random(SEED)
    for name, text in FRAMES.items():
        frame = lists.frames[name]
        for place in (0, 1):
            for word in frame.less[place]:
                if word in frame.less[1 - place] or word not in lists.adjectives:
                    continue
                for _ in range(TIMES):
                    first, second = (rng.choice(nouns) for nouns in rng.choice(frame.nouns))
                    start = text.format(a=spaced(first), b=spaced(second))
                    yield Said(f"{start} because it was too {spaced(word)}.", word, bool(place))


def told(X: NDArray[np.float32], said: list[Said], C: float) -> float:
    """Return the share of sentences told by what other adjectives taught."""
    words = sorted({each.adjective for each in said})
    random.Random(SEED).shuffle(words)
    part = {word: i % PARTS for i, word in enumerate(words)}
    parts = np.array([part[each.adjective] for each in said])
    y = np.array([each.second for each in said])
    right = np.zeros(len(y), bool)
    for held in range(PARTS):
        learned = LogisticRegression(C=C, max_iter=500).fit(X[parts != held], y[parts != held])
        right[parts == held] = learned.predict(X[parts == held]) == y[parts == held]
    return float(right.mean())


def states(model: Transformer, subwords: Subwords, said: list[Said]) -> dict[str, NDArray[np.float32]]:
    """Return what every layer makes of "it" and of the adjective, standardised: [sentences, d_model] each."""
    found: dict[str, list[NDArray[np.float32]]] = {}
    for each in said:
        (row,) = subwords.encode([each.text])
        pieces = subwords.pieces(row)
        it, too = (
            max(i for i, piece in enumerate(pieces) if piece == f"\u0120{named}") for named in ("it", "too")
        )
        layers = list[torch.Tensor]()
        with torch.no_grad():
            model.encode(torch.from_numpy(pad([[*row, END]])), states=layers)
        for number, h in enumerate(layers, start=1):
            found.setdefault(f'"it", layer {number}', []).append(h[0, it].numpy())
            found.setdefault(f"the adjective, layer {number}", []).append(
                h[0, too + 1 : len(row) - 1].mean(0).numpy()
            )
    stacked = {name: np.stack(rows) for name, rows in found.items()}
    return {name: (X - X.mean(0)) / (X.std(0) + 1e-6) for name, X in stacked.items()}


def main() -> None:
    options = arguments(__doc__, repeats=1)
    options.add_argument("--model", default="en-fr", help="a shipped model or a run")
    options.add_argument("--vectors", help="a file of word vectors, told beside it")
    chosen = options.parse_args()
    vectors = read_vectors(chosen.vectors) if chosen.vectors else None
    at = {} if vectors is None else dict(zip(vectors.words, vectors.vectors, strict=True))
    said = [each for each in sentences(read()) if vectors is None or each.adjective in at]
    translator = babelix.load(chosen.model)
    model = translator.model
    assert isinstance(model, Transformer)
    second = np.mean([each.second for each in said])
    print(
        f"{len(said):,} sentences, {len({each.adjective for each in said})} adjectives; {100 * second:.1f} % mean "
        "the second noun"
    )
    sides = {name: (X, OF_STATES) for name, X in states(model, translator.subwords, said).items()}
    if vectors is not None:
        X = np.stack([at[each.adjective] / np.linalg.norm(at[each.adjective]) for each in said])
        sides["the vectors of words"] = X, OF_VECTORS
    results: dict[str, object] = {"model": chosen.model, "sentences": len(said), "seed": SEED}
    for name, (X, C) in sides.items():
        right = results[name] = told(X, said, C)
        print(f"{name}: {100 * right:.1f} %", flush=True)
    write(chosen.json, results)


if __name__ == "__main__":
    main()
