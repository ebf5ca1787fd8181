"""`babelix attention --coreference`: does a pronoun's attention go to the right mention? Beside what chance gives."""

from typing import TYPE_CHECKING, Annotated

import typer

from babelix.base.errors import RequestError
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.evaluation.bootstrap import Interval
    from babelix.evaluation.coreference import CoreferenceScore
    from babelix.workflows.attention.coreference import Coreference as Found
    from babelix.workflows.attention.pronouns import PronounAblation

PAIRS = 500

Coreference = Annotated[
    str | None,
    typer.Option(
        metavar="SET",
        help="Instead of a text: does a pronoun attend to the right mention? winograd, winobias, twins, all.",
    ),
]
Pairs = Annotated[
    int,
    typer.Option(
        help="With --coreference: contrastive pairs to score without the chosen head; 0 leaves it out."
    ),
]


def print_coreference(name: str, model: str | None, pairs: int = PAIRS, as_json: bool = False) -> None:
    """Print the table of one set, or of `all`: the head chosen on Winograd's training part, baselines, chance."""
    from babelix.workflows.attention.coreference import SETS, coreference
    from babelix.workflows.runs.shipped import DEFAULT, locate
    from babelix.workflows.translation.run import load_run

    sets = SETS if name == "all" else (name,)
    try:
        run = load_run(locate(model or DEFAULT))
    except RequestError as error:
        raise RequestError(
            f"{error}; --coreference reads the encoder of a translation model of ours: en-fr or a run folder"
        ) from error
    found = coreference(run, sets, pairs=pairs, listener=listener(quiet=as_json))
    if as_json:
        print_json(found)
        return
    print("\n".join(coreference_lines(found)))


def coreference_lines(found: "Found") -> list[str]:
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


def _score_lines(score: "CoreferenceScore") -> list[str]:
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


def _ablation_lines(found: "PronounAblation") -> list[str]:
    lines = [
        f"English-French pronouns: {found.pairs} of {found.of} contrastive pairs (seed {found.seed}); "
        f"always the commoner gender {100 * found.whole.majority:.1f} %, balanced 50.0 %",
        f"  {'':38}  {'accuracy, %':20}  {'balanced, %':20}  {'change':20}  balanced change",
        f"  {'whole model':38}  {_percent(found.whole.accuracy):20}  {_percent(found.whole.balanced)}",
    ]
    for effect in found.effects:
        label = (
            f"{effect.how}, {'chosen' if effect.chosen else 'random'}: {', '.join(map(str, effect.heads))}"
        )
        columns = [effect.score.accuracy, effect.score.balanced]
        changes = [effect.accuracy_change, effect.balanced_change]
        cells = [f"{_percent(each):20}" for each in columns] + [
            f"{_percent(each, '+'):20}" for each in changes
        ]
        lines.append(f"  {label:38}  {'  '.join(cells)}".rstrip())
    return lines


def _percent(interval: "Interval", sign: str = "") -> str:
    low, high = (f"{100 * end:{sign}.1f}" for end in (interval.low, interval.high))
    return f"{100 * interval.score:{sign}.1f} ({low} to {high})"
