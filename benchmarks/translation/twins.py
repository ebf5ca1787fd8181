"""Does a translator know what "it" means? Made sentences whose pronoun is decided, each beside its wrong twin.

    python -m benchmarks.translation.twins --model en-fr --against runs/mine --json twins.json

Forced scoring: a line is right when log P(fr | en) of the right French is above that of the wrong one, whose pronoun
and what agrees with it have the other gender; a tie counts as wrong. Lines 2k - 1 and 2k of a set are twins, one
sentence but for its ending, and both must be right for the pair to count. `single` has one noun, hence no twins.
Intervals are percentiles of 10,000 resamples over the pairs of twins (`single`: over lines); `--against` gives a second
model on the same lines and the interval of the difference, second less first. No test set is read.
"""

import gzip
import json
from dataclasses import asdict

import numpy as np
from jaxtyping import Bool
from numpy.typing import NDArray

import babelix
from babelix import data
from babelix.evaluation.bootstrap import Interval
from babelix.evaluation.clusters import share
from benchmarks.measure import arguments, write

SETS = ("single", "nouns", "nouns-adjectives", "frames", "all")
SAMPLES, SEED = 10_000, 1
Right = Bool[np.ndarray, " lines"]


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a development set: `en`, `fr`, `wrong` and what they were made of."""
    path = data.fetch("twins-en-fr")[f"dev-{name}"]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def shares(right: Right, twins: bool) -> dict[str, NDArray[np.float64]]:
    """Return, by what is counted, a value a unit that is resampled: the pair of twins, or the line without any."""
    if not twins:
        return {"lines": right.astype(np.float64)}
    pairs = right.reshape(-1, 2)
    return {"lines": pairs.mean(1), "both": pairs.all(1).astype(np.float64)}


def by_adjective(rows: list[dict[str, str]], right: Right) -> dict[str, tuple[int, int]]:
    """Return, by what is said of "it", how many lines are right and how many there are."""
    words = np.array([row["adj"] for row in rows])
    return {
        str(word): (int(right[words == word].sum()), int((words == word).sum())) for word in np.unique(words)
    }


def interval(values: NDArray[np.float64]) -> Interval:
    """Return the mean with its 95 % percentile interval over resampled units."""
    return share(values, np.arange(len(values)), SAMPLES, SEED)


def scored(model: str, rows: dict[str, list[dict[str, str]]]) -> dict[str, Right]:
    """Return which lines of each set a model gets right."""
    translator, found = babelix.load(model), {}
    for name, lines in rows.items():
        sources = [line["en"] for line in lines]
        right, wrong = (translator.score(sources, [line[side] for line in lines]) for side in ("fr", "wrong"))
        found[name] = np.array(right) > np.array(wrong)
    return found


def told(found: Interval) -> str:
    """Return a share and its interval in per cent."""
    return f"{100 * found.score:.1f} ({100 * found.low:.1f} to {100 * found.high:.1f})"


def main() -> None:
    options = arguments(__doc__, repeats=1)
    options.add_argument("--model", default="en-fr", help="a shipped model or a run")
    options.add_argument("--against", help="another one, told beside it with the difference")
    chosen = options.parse_args()
    rows = {name: read(name) for name in SETS}
    models = [chosen.model, *([chosen.against] if chosen.against else [])]
    found = {model: scored(model, rows) for model in models}
    results: dict[str, object] = {"models": models, "samples": SAMPLES, "seed": SEED}
    for name in SETS:
        sides = [shares(found[model][name], name != "single") for model in models]
        for what in sides[0]:
            values = {model: side[what] for model, side in zip(models, sides, strict=True)}
            if chosen.against:
                values["difference"] = sides[1][what] - sides[0][what]
            figures = {key: interval(each) for key, each in values.items()}
            results[f"{name}, {what}"] = {key: asdict(each) for key, each in figures.items()}
            line = ", ".join(f"{key} {told(each)}" for key, each in figures.items())
            print(f"{name} ({len(rows[name])}), {what} right, %: {line}")
        if name == "nouns-adjectives":
            adjectives = {model: by_adjective(rows[name], found[model][name]) for model in models}
            results[f"{name}, by adjective"] = adjectives
            for model, counts in adjectives.items():
                print(f"  {model}: " + ", ".join(f"{word} {n} of {of}" for word, (n, of) in counts.items()))
    write(chosen.json, results)


if __name__ == "__main__":
    main()
