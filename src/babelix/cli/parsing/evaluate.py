"""What `babelix evaluate` says of parsers and files of trees."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.parsing.evaluate import Compared, Scores, System

TASKS = ("parsing", "grammar")
TREEBANK = "treebank"
_SHOWN = (
    ("F1", "f1"),
    ("precision", "precision"),
    ("recall", "recall"),
    ("exact match", "exact"),
    ("tagging", "tagging"),
)


def is_of_trees(task: str | None, name: str | None, reference: list[Path] | None) -> bool:
    """Tell whether trees are to be scored: by a run's task, or without one by a data set or a file of trees, .mrg."""
    if task is not None:
        return task in TASKS
    return name == TREEBANK or any(path.suffix == ".mrg" for path in reference or ())


def evaluate_trees(
    folder: Path | None,
    hypothesis: list[Path] | None,
    output: Path | None,
    *,
    gold: dict[str, Any],
    foreign: dict[str, bool],
    as_json: bool,
    quiet: bool,
    **how: Any,
) -> None:
    """Score and print. Raises `RequestError` where one of the options `foreign` to trees is given."""
    for option, given in foreign.items():
        if given:
            raise RequestError(f"{option} is for translations; leave it out where trees are scored")
    reference = gold["reference"]
    if reference and len(reference) > 1:
        raise RequestError("a sentence has one gold tree: give --reference once")
    from babelix.workflows.parsing.evaluate import Gold, evaluate

    found = evaluate(
        folder,
        hypothesis or (),
        gold=Gold(gold["name"], gold["split"], reference[0] if reference else None),
        listener=listener(quiet=quiet),
        **how,
    )
    if as_json:
        systems = [_object(each) for each in found.systems]
        named = [{"name": each.name, **one} for each, one in zip(found.systems, systems, strict=True)]
        print_json({"systems": named, "compared": found.compared} if found.compared else systems[0])
    else:
        for each in found.systems:
            _print_system(each, named=bool(found.compared))
        for pair in found.compared:
            _print_comparison(pair)
    if output is not None:
        write_text(output, "".join(line + "\n" for line in found.systems[-1].lines))


def _print_system(system: "System", *, named: bool) -> None:
    if named:
        print(system.name)
    for title, scores in (("all", system.scores), ("up to 40 words", system.short)):
        if scores is not None:
            print(f"{title}: {several(scores.sentences, 'sentence')}")
            _print_scores(scores)


def _print_scores(scores: "Scores") -> None:
    for title, key in _SHOWN:
        score = getattr(scores, key)
        print(f"  {title:11}  {score.score:5.2f}  ({score.low:.1f} to {score.high:.1f})")
    print(f"  {scores.f1.signature}")


def _print_comparison(compared: "Compared") -> None:
    print(f"{compared.system} against {compared.baseline}, paired bootstrap")
    for each in compared.metrics:
        gain = each.difference
        how_sure = f"P {each.p_value:.3f}  better in {100 * each.wins:.1f} % of {each.samples} resamples"
        print(f"  {each.metric:11}  {gain.score:+.2f}  ({gain.low:+.1f} to {gain.high:+.1f})  {how_sure}")


def _object(system: "System") -> dict[str, Any]:
    short = {} if system.short is None else {"up_to_40_words": asdict(system.short)}
    return asdict(system.scores) | short
