"""Writes the command reference, docs/reference/commands.md, from the commands themselves: `make reference`."""

import inspect
import sys
from collections.abc import Iterator
from typing import Any

import typer
import typer.main

from babelix.base.files import write_text

_HEAD = """\
# Commands

Generated from the commands themselves by `make reference`; a test holds it to them.
Every command leaves with 0 (done), 1 (the task failed) or 2 (the request was wrong), prints its result on
standard output, and progress and warnings on standard error.
"""


def reference() -> str:
    """Return the whole reference as Markdown."""
    from babelix.cli.main import app

    return "\n".join([_HEAD, *_sections(typer.main.get_command(app), "babelix")])


def _sections(command: Any, name: str) -> Iterator[str]:
    """Yield a section for each command below and including `command`; groups come before their members."""
    yield f"## {name}\n"
    yield f"    {name} {' '.join(_usage(command))}\n"
    yield from _paragraphs(command.help or "")
    context = typer.Context(command, info_name=name)
    shown = [each for each in command.params if not each.hidden and each.name != "help"]
    rows = [_row(each, context) for each in shown]
    if rows:
        yield "\n".join(["| argument or option | meaning |", "|---|---|", *rows, ""])
    members = getattr(command, "commands", {})
    for member in sorted(members):
        if not members[member].hidden:
            yield from _sections(members[member], f"{name} {member}")


def _usage(command: Any) -> Iterator[str]:
    if any(each.param_type_name == "option" for each in command.params):
        yield "[OPTIONS]"
    for each in command.params:
        if each.param_type_name == "argument":
            word = _argument(each)
            yield word if each.required else f"[{word}]"
    if getattr(command, "commands", None):
        yield "COMMAND ..."


def _argument(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper()) + ("..." if parameter.nargs == -1 else "")


def _paragraphs(text: str) -> Iterator[str]:
    r"""Yield the paragraphs of a command's help; one that starts with ``\b`` keeps its lines, two spaces deep."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        lines = paragraph.split("\n")
        if lines[0].strip() == "\b":
            heading, *rest = lines[1:]
            yield heading + "\n"
            yield "\n".join("  " + line for line in rest) + "\n"
        elif paragraph.strip():
            yield paragraph + "\n"


def _row(parameter: Any, context: typer.Context) -> str:
    word, meaning = parameter.get_help_record(context)
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in (f"`{word}`", meaning)) + " |"


if __name__ == "__main__":
    write_text(sys.argv[1], reference())
