"""What a translator does with everyday English: sentences judged line by line, numbers and addresses, agreement.

    python -m benchmarks.translation.everyday --model en-fr --json everyday.json

`lists/sentences.tsv` holds 60 sentences of ten kinds with references and the judgement of what a model gave, `before`
and `after`; an output that stands there in either column counts as it was judged, any other waits for a reader.
`lists/agreement.tsv` holds 100 sentences whose subject has a gender: right is an output with one of the accepted
words and none of the wrong ones. `lists/agreement-unseen.tsv` holds 50 more, most of them
of subjects that no made sentence has (`tools/`). Numbers and addresses come from `copied.py`. The lists are no training
data.
"""

import csv
import random
import re
import time
from collections.abc import Sequence
from importlib.resources import files

import babelix
from babelix.workflows.translation.translator import Translator
from benchmarks.measure import arguments, write
from benchmarks.translation.copied import made, shares

SEED, SENTENCES = 20260, 200
AGREEMENT = ("agreement", "agreement-unseen")
BOUNDS = (-0.6, -0.5, -0.45, -0.4, -0.3, -0.2)  # log-probabilities a subword


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a list by column."""
    path = files("benchmarks.translation").joinpath("lists", f"{name}.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def judged(row: dict[str, str], output: str) -> bool | None:
    """Return how a reader judged this output of a sentence, None where none did."""
    for column in ("before", "after"):
        if row[column] == output and row[f"right_{column}"] in ("0", "1"):
            return row[f"right_{column}"] == "1"
    return None


def agrees(row: dict[str, str], output: str) -> bool:
    """Return whether the output has an accepted word and none of the wrong ones."""
    words = set(re.findall(r"\w+", output.lower()))
    return bool(words & set(row["accepted"].split())) and not words & set(row["wrong"].split())


def interval(right: Sequence[bool], draws: int = 10_000) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a share."""
    rng = random.Random(1)
    found = sorted(sum(rng.choices(right, k=len(right))) / len(right) for _ in range(draws))
    return found[int(0.025 * draws)], found[int(0.975 * draws) - 1]


def copies(translator: Translator) -> dict[str, object]:
    """Print and return what is kept of numbers and addresses, as users run it and with nothing told to be kept."""
    results: dict[str, object] = {}
    sentences = made(SEED, SENTENCES)
    for name, keep in (("kept", None), ("kept_without_keep", ["none"])):
        began = time.process_time()
        found = translator.translate([sentence.text for sentence in sentences], keep=keep)
        seconds = time.process_time() - began
        outputs = [translation.text for translation in found]
        share = shares(sentences, outputs)
        words = "kept" if keep is None else "kept, nothing told to be kept"
        print(
            f"{words}: " + ", ".join(f"{what} {part:.1%}" for what, part in share.items()),
            f"({seconds:.1f} s)",
        )
        results[name] = {**share, "seconds": seconds, "outputs": outputs}
    return results


def agreement(translator: Translator, name: str, *, quiet: bool) -> dict[str, object]:
    """Print and return how many sentences of a list agree."""
    rows = read(name)
    outputs = [translation.text for translation in translator.translate([row["source"] for row in rows])]
    right = [agrees(row, output) for row, output in zip(rows, outputs, strict=True)]
    for row, output, good in zip(rows, outputs, right, strict=True):
        if not good and not quiet:
            print(f"  0  {row['source']}  |  {output}")
    low, high = interval(right)
    print(f"{name}: {sum(right)} of {len(rows)} right ({low:.0%} to {high:.0%})")
    return {"right": sum(right), "interval": [low, high], "outputs": outputs}


def named(sure: Sequence[float], verdicts: Sequence[bool | None]) -> dict[str, dict[str, int]]:
    """Return, for each bound, what a reader said of the lines of whose translation a model was less sure."""
    found = {}
    for bound in BOUNDS:
        below = [verdict for each, verdict in zip(sure, verdicts, strict=True) if each < bound]
        found[str(bound)] = {
            "wrong": below.count(False),
            "right": below.count(True),
            "not judged": below.count(None),
        }
    return found


def main() -> None:
    options = arguments(__doc__, repeats=1)
    options.add_argument("--model", default="en-fr", help="a shipped model or a run")
    options.add_argument("--quiet", action="store_true", help="only the figures, not every output")
    chosen = options.parse_args()
    translator = babelix.load(chosen.model)

    results: dict[str, object] = {"model": chosen.model}
    rows = read("sentences")
    translations = translator.translate([row["source"] for row in rows])
    outputs = [translation.text for translation in translations]
    verdicts = [judged(row, output) for row, output in zip(rows, outputs, strict=True)]
    for kind in dict.fromkeys(row["kind"] for row in rows):
        of_kind = [i for i, row in enumerate(rows) if row["kind"] == kind]
        print(f"{kind}: {sum(verdicts[i] is True for i in of_kind)} of {len(of_kind)} right")
        for i in of_kind if not chosen.quiet else ():
            print(
                f"  {'?' if verdicts[i] is None else int(verdicts[i] is True)}  {rows[i]['source']}  |  {outputs[i]}"
            )
    waiting = verdicts.count(None)
    print(f"sentences: {verdicts.count(True)} of {len(rows)} right, {waiting} not judged yet")
    sure = [translation.least for translation in translations]
    results["named"] = named(sure, verdicts)
    for bound, counts in named(sure, verdicts).items():
        print(f"named below {bound}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    results["sentences"] = {"right": verdicts.count(True), "not_judged": waiting, "outputs": outputs}

    results |= copies(translator)

    for name in AGREEMENT:
        results[name] = agreement(translator, name, quiet=chosen.quiet)
    write(chosen.json, results)


if __name__ == "__main__":
    main()
