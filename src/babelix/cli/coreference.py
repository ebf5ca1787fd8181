"""`babelix coreference`: does a pronoun's attention go to the right mention? Beside what chance gives."""

from typing import Annotated

import typer

from babelix.cli.options import Device, Json, ModelThreads, Quiet
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def coreference(
    name: Annotated[
        str, typer.Argument(metavar="SET", help="The set to ask about: winograd, winobias, twins or all.")
    ] = "all",
    model: Annotated[
        str | None,
        typer.Option(help="A translation model of ours: a shipped one (en-fr unless given) or a run folder."),
    ] = None,
    pairs: Annotated[
        int, typer.Option(help="Contrastive pairs to score without the chosen head; 0 leaves it out.")
    ] = 500,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Ask every encoder head which mention a pronoun means, and print what chance would give beside it.

    The head is chosen on Winograd's training part and reported on the set. Then English-French pairs that differ in
    a pronoun are scored without that head, and without random ones of its layer.

    \b
    Examples:
      babelix coreference
      babelix coreference winograd --pairs 0
      babelix coreference all --model runs/mine --pairs 7000 --json > coreference.json
    """
    from babelix.workflows.attention.coreference import measure

    found = measure(model, name, pairs=pairs, listener=listener(quiet=quiet or as_json))
    if as_json:
        print_json(found)
        return
    from babelix.views.attention.coreference import table_lines

    print("\n".join(table_lines(found)))
