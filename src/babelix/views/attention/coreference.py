"""What a pronoun attends to, as a table for a reader: the chosen head, baselines and chance beside it."""

from babelix.evaluation.bootstrap import Interval
from babelix.evaluation.coreference import CoreferenceScore
from babelix.workflows.attention.coreference import Coreference
from babelix.workflows.attention.pronouns import PronounAblation


def table_lines(found: Coreference) -> list[str]:
    """Return the table as a reader sees it."""
    lines = [
        f"{found.model}: {found.head} (from 0), the best of the encoder's {found.heads} on {found.scores[0].chosen_on}",
        found.scores[0].rule,
    ]
    for score in found.scores:
        lines += ["", *_score_lines(score)]
    if found.ablation is not None:
        lines += ["", *_ablation_lines(found.ablation)]
    return lines


def _score_lines(score: CoreferenceScore) -> list[str]:
    lines = [
        f"{score.name}: {score.items} items, {score.pairs} twin pairs",
        f"  {'':34}  {'accuracy, %':20}  {'both twins, %':20}  answer changes, %",
    ]
    for label, row in (
        (f"chosen: {score.head.name}", score.head),
        ("nearest mention", score.nearest),
        ("first mention", score.first),
        ("the better of both in training", score.both),
        (f"best here: {score.best.name}", score.best),
    ):
        twins = "" if row.twins is None else _percent(row.twins)
        changed = "" if row.changed is None else f"{100 * row.changed:.1f}"
        lines.append(f"  {label:34}  {_percent(row.accuracy):20}  {twins:20}  {changed}".rstrip())
    lines += [f"  {'chosen, part ' + name:34}  {_percent(part)}" for name, part in score.parts.items()]
    lines.append(f"  {'chosen less nearest or first':34}  {_percent(score.margin, '+')}")
    for label, chance in (
        ("chance, chosen elsewhere", score.chance),
        ("chance, best of all heads here", score.best_chance),
    ):
        lines.append(
            f"  {label:34}  {100 * chance.mean:.1f}, 95th percentile {100 * chance.percentile_95:.1f}, "
            f"P {chance.p_value:.3f}"
        )
    return lines


def _ablation_lines(found: PronounAblation) -> list[str]:
    lines = [
        f"English-French pronouns: {found.pairs} of {found.of} contrastive pairs (seed {found.seed}); "
        f"always the commoner gender {100 * found.whole.majority:.1f} %, balanced 50.0 %",
        f"95 % bootstrap intervals over pairs ({found.whole.balanced.signature}); "
        "plain accuracy hangs on the genders' shares",
        f"  {'':38}  {'balanced, %':20}  {'accuracy, %':20}  {'balanced change':20}  change",
        f"  {'whole model':38}  {_percent(found.whole.balanced):20}  {_percent(found.whole.accuracy)}",
    ]
    for effect in found.effects:
        label = (
            f"{effect.how}, {'chosen' if effect.chosen else 'random'}: {', '.join(map(str, effect.heads))}"
        )
        columns = [effect.score.balanced, effect.score.accuracy]
        changes = [effect.balanced_change, effect.accuracy_change]
        cells = [f"{_percent(each):20}" for each in columns] + [
            f"{_percent(each, '+'):20}" for each in changes
        ]
        lines.append(f"  {label:38}  {'  '.join(cells)}".rstrip())
    return lines


def _percent(interval: Interval, sign: str = "") -> str:
    low, high = (f"{100 * end:{sign}.1f}" for end in (interval.low, interval.high))
    return f"{100 * interval.score:{sign}.1f} ({low} to {high})"
