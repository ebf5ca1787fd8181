"""Every command has its section in the reference and a page that shows it at work."""

import re

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


COMMANDS = list(leaves(typer.main.get_command(app), "babelix"))


@pytest.fixture(scope="module")
def pages(root, files) -> dict[str, str]:
    names = [str(path) for path in files if path.is_relative_to("docs") and path.suffix == ".md"]
    return {name: (root / name).read_text(encoding="utf-8") for name in names}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_section(name, pages):
    assert f"\n## {name}\n" in pages[REFERENCE], f"{REFERENCE} lacks {name}: run `make reference`"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_shown_on_a_page_of_its_subject(name, pages):
    shown = [page for page, text in pages.items() if page != REFERENCE and re.search(rf"\b{name}\b", text)]
    assert shown, f"show `{name}` with an example on a page of its subject, docs/<subject>/"
