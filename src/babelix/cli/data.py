"""`babelix data`: the named data sets, their terms, where they are and how to get them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from babelix import data
from babelix.base.errors import RequestError, did_you_mean
from babelix.cli.options import Json, Quiet
from babelix.cli.output import print_json
from babelix.cli.progress import listener

app = typer.Typer(
    help="Named data sets: list them, fetch them, say where they are.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List every data set: its name, whether it is here, what it is, on which terms.

    A data set is `here`, can be fetched (`fetch`), comes from a mirror only (`mirror`: point BABELIX_DATA at
    a folder that has it), or lies here with a file that fails its checksum (`damaged`).

    \b
    Examples:
      babelix data list
        ...
        multi30k            ... 29,000 English-German-French image captions for training, ...
        ...
      babelix data list --json
    """
    entries = [data.entry(name) for name in data.names()]
    if as_json:
        print_json([_description(entry) for entry in entries])
        return
    width = max(len(entry.name) for entry in entries)
    for entry in entries:
        print(f"{entry.name:{width}}  {_state(entry):7}  {entry.description} ({entry.terms})")


@app.command()
def fetch(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME", help="Data sets, as `babelix data list` names them.")
    ],
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make sure that data sets are here, downloading what is missing, and print where their files are.

    The folder named by BABELIX_DATA comes first, then the cache, then the public address. Every file is held
    against its checksum; one that fails is refused.

    \b
    Examples:
      babelix data fetch tatoeba-en-fr
        tatoeba-en-fr  pairs  .../fra.txt.gz
        ...
      babelix data fetch multi30k treebank --json
    """
    for name in names:
        data.entry(name)  # a misspelt name is told before anything is downloaded
    _print({name: data.fetch(name, listener(quiet)) for name in names}, as_json)


@app.command()
def path(
    name: Annotated[str, typer.Argument(help="A data set, as `babelix data list` names it.")],
    file: Annotated[str, typer.Argument(help="One of its files, to print that path alone.")] = "",
    as_json: Json = False,
) -> None:
    """Print where the files of a data set are, without a network.

    \b
    Examples:
      babelix data path multi30k
      zcat $(babelix data path tatoeba-en-fr pairs) | head
        Go.    Va !
        ...
    """
    paths = data.find(name)
    if paths is None:
        raise RequestError(data.missing(name))
    if not file:
        _print({name: paths}, as_json)
        return
    if file not in paths:
        hint = did_you_mean(file, paths) or f"; it has {', '.join(paths)}"
        raise RequestError(f"{name} has no file {file!r}{hint}")
    if as_json:
        print_json(paths[file])
    else:
        print(paths[file])


def _print(found: dict[str, dict[str, Path]], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    for name, paths in found.items():
        for key, place in paths.items():
            print(f"{name}\t{key}\t{place}")


def _state(entry: data.Entry) -> str:
    try:
        if data.find(entry.name) is not None:
            return "here"
    except RequestError:
        return "damaged"
    return "mirror" if entry.mirror_only else "fetch"


def _description(entry: data.Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "state": _state(entry),
        "description": entry.description,
        "terms": entry.terms,
        "attribution": entry.attribution,
        "homepage": entry.homepage,
        "note": entry.note,
        "files": {
            key: {"path": file.path, "sha256": file.sha256, "url": file.source.url if file.source else None}
            for key, file in entry.files.items()
        },
    }
