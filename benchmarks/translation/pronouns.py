"""Does a translator find the right pronoun likelier? Pairs that people wrote, which differ in il, elle, ils or elles.

    python -m benchmarks.translation.pronouns --model en-fr --against runs/mine --json pronouns.json

Forced scoring of every pair of `pronouns-en-fr`, as `babelix coreference --pairs 7000` has it of the whole model, but
without asking about heads. Balanced accuracy is the mean over the genders: always answering one gives 50 %. Intervals
are percentiles of 1,000 resamples over pairs; `--against` gives a second model on the same pairs and the interval of
the difference, second less first.
"""

from dataclasses import asdict

import babelix
from babelix import data
from babelix.evaluation.bootstrap import Interval
from babelix.evaluation.contrastive import ContrastiveAnswers, contrastive_difference, contrastive_score
from babelix.text.contrastive import ContrastivePair, read_contrastive
from babelix.workflows.attention.pronouns import pronoun_answers
from benchmarks.measure import arguments, write
from benchmarks.translation.twins import told


def answers(model: str, pairs: list[ContrastivePair]) -> ContrastiveAnswers:
    """Return which pairs a model gets right."""
    return pronoun_answers(babelix.load(model), pairs)


def main() -> None:
    options = arguments(__doc__, repeats=1)
    options.add_argument("--model", default="en-fr", help="a shipped model or a run")
    options.add_argument("--against", help="another one, told beside it with the difference")
    chosen = options.parse_args()
    pairs = read_contrastive(data.fetch("pronouns-en-fr")["pairs"])
    models = [chosen.model, *([chosen.against] if chosen.against else [])]
    found = [answers(model, pairs) for model in models]
    results: dict[str, object] = {"models": models, "pairs": len(pairs)}
    for model, each in zip(models, found, strict=True):
        score = contrastive_score(each)
        genders = ", ".join(f"{label} {100 * share:.1f}" for label, share in sorted(score.by_label.items()))
        show(
            model,
            score.balanced,
            score.accuracy,
            f"; {genders}; always the commoner {100 * score.majority:.1f}",
        )
        results[model] = asdict(score)
    if len(found) == 2:
        accuracy, balanced = contrastive_difference(found[0], found[1])
        show("difference", balanced, accuracy)
        results["difference"] = {"balanced": asdict(balanced), "accuracy": asdict(accuracy)}
    write(chosen.json, results)


def show(name: str, balanced: Interval, accuracy: Interval, more: str = "") -> None:
    print(f"{name}, right, %: balanced {told(balanced)}, accuracy {told(accuracy)}{more}")


if __name__ == "__main__":
    main()
