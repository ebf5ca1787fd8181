"""Every command has its section in the reference and a page that shows it at work."""

import re
from typing import Any

import pytest
import typer.main

from babelix.cli.main import app

REFERENCE = "docs/reference/commands.md"


def leaves(command, name):
    below = getattr(command, "commands", {})
    if not below:
        yield name
    for member, one in below.items():
        yield from leaves(one, f"{name} {member}")


BABELIX: Any = typer.main.get_command(app)
COMMANDS = list(leaves(BABELIX, "babelix"))
# What computes nothing that more threads or another device would hasten, and why.
LIGHT = {
    "babelix average": "reads a few files once",
    "babelix export": "writes weights once",
    "babelix coverage": "sorts intervals once",
    "babelix breakdown": "reads files once; bcftools takes one core",
    "babelix constraint": "sorts intervals once",
    "babelix enrich": "reads files, and draws in a second",
    "babelix expression": "fits a thousand rows in seconds",
    "babelix one-hot": "looks up two thousand letters",
    "babelix data list": "reads checksums",
    "babelix data fetch": "waits for a network",
    "babelix data path": "reads checksums",
    "babelix classic approximate": "MINPACK takes one core, and some seconds",
    "babelix classic kernels": "numpy adds up some shifted pictures",
    "babelix classic playground": "a net of some thirty numbers",
    "babelix states annotate": "counts overlaps once",
    "babelix states binarize": "reads files one after the other",
    "babelix states combine": "merges segments once",
    "babelix states compare": "counts overlaps once",
}
# Chromatin is learned on the CPU, without torch.
CPU_ONLY = {"babelix states learn", "babelix states segment", "babelix states gaussian"}


@pytest.fixture(scope="module")
def pages(root, files) -> dict[str, str]:
    names = [str(path) for path in files if path.is_relative_to("docs") and path.suffix == ".md"]
    return {name: (root / name).read_text(encoding="utf-8") for name in names}


def declared(name):
    command = BABELIX
    for word in name.split()[1:]:
        command = command.commands[word]
    return {option: parameter for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_computes_takes_threads_and_a_device(name):
    options = declared(name)
    expected = set() if name in LIGHT else {"--threads"} if name in CPU_ONLY else {"--threads", "--device"}
    assert options.keys() & {"--threads", "--device"} == expected, (
        f"{name}: declare `threads: ModelThreads` and `device: Device` of babelix.cli.options, or say in LIGHT why not"
    )
    if name not in CPU_ONLY:  # these hand the number on themselves
        assert all(options[each].callback is not None for each in expected)


def test_the_commands_excused_are_there():
    assert set(LIGHT) | CPU_ONLY <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_section(name, pages):
    assert f"\n## {name}\n" in pages[REFERENCE], f"{REFERENCE} lacks {name}: run `make reference`"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_shown_on_a_page_of_its_subject(name, pages):
    shown = [page for page, text in pages.items() if page != REFERENCE and re.search(rf"\b{name}\b", text)]
    assert shown, f"show `{name}` with an example on a page of its subject, docs/<subject>/"
