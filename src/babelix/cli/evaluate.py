"""`babelix evaluate`: how good is a translator?"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.cli import options
from babelix.cli.options import Json, Quiet, Run
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.translation.evaluate import Scores


def evaluate(
    run: Run,
    name: Annotated[
        str | None, typer.Option("--data", help="A named data set; the one it was trained on unless given.")
    ] = None,
    split: Annotated[str, typer.Option(help="Which split of it.")] = "test",
    source: Annotated[Path | None, typer.Option(help="Instead of --data: sentences to translate.")] = None,
    reference: Annotated[Path | None, typer.Option(help="With --source: their translations.")] = None,
    beam: Annotated[int | None, options.beam("the run's")] = None,
    alpha: Annotated[float | None, options.alpha("Length penalty; the run's own unless given.")] = None,
    batch_size: Annotated[int, options.batch_size("Sentences translated together.")] = 64,
    output: Annotated[Path | None, typer.Option(help="Also write the translations, one a line.")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Translate a test set and score it: BLEU and chrF by sacreBLEU, each with its signature.

    Where the training split is known, `far` scores the sentences more than one word away from every training
    sentence.

    \b
    Examples:
      babelix evaluate en-fr --data tatoeba-en-fr --split test --json
      babelix evaluate runs/mine --source test.en --reference test.fr
        all: 30 sentences
        BLEU, first reference  ...  nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:...
        ...
    """
    if (source is None) != (reference is None):
        raise RequestError("--source and --reference go together; give both or neither")
    if source is not None and name is not None:
        raise RequestError("give --data or --source with --reference, not both")
    from babelix.workflows.runs.shipped import locate
    from babelix.workflows.translation.evaluate import evaluate as workflow

    found = workflow(
        locate(run),
        name=name,
        split_name=split,
        source=source,
        reference=reference,
        beam=beam,
        alpha=alpha,
        batch_size=batch_size,
        listener=listener(quiet=quiet),
    )
    # The scores first: they took minutes, and the file may not be writable.
    if as_json:
        print_json(_object(found.scores) | ({"far": _object(found.far)} if found.far is not None else {}))
    else:
        _print_table((("all", found.scores), ("far", found.far)))
    if output is not None:
        write_text(output, "".join(text + "\n" for text in found.translations))


def _print_table(parts: "tuple[tuple[str, Scores | None], ...]") -> None:
    for title, scores in parts:
        if scores is not None:
            print(f"{title}: {scores.sentences} sentences")
            for name, score in (
                ("BLEU, first reference", scores.bleu),
                ("BLEU, all references", scores.bleu_multi_reference),
                ("chrF, first reference", scores.chrf),
            ):
                print(f"  {name}  {score.score:.1f}  {score.signature}")


def _object(scores: "Scores") -> dict[str, Any]:
    return asdict(scores)
