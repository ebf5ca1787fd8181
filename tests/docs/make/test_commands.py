import subprocess
import sys

import pytest
import typer
import typer.main
from docs.make.commands import reference

from babelix.cli import main as cli

PAGE = "docs/reference/commands.md"


def test_the_page_is_what_the_commands_say(root, page):
    assert (root / PAGE).read_text(encoding="utf-8") == page, (
        "docs/reference/commands.md has drifted: run `make reference`"
    )


def commands(command, name):
    yield name
    for member, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{name} {member}")


@pytest.fixture(scope="module")
def page():
    return reference()


@pytest.mark.parametrize("name", list(commands(typer.main.get_command(cli.app), "babelix")))
def test_every_command_has_its_section_with_examples(page, name):
    section = page.split(f"## {name}\n")[1].split("\n## ")[0]
    is_group = f"    {name} COMMAND" in section or f"    {name} [OPTIONS] COMMAND" in section
    assert is_group or f"\n    {name}" in section
    assert is_group or "Example" in section


def test_arguments_options_defaults_and_paragraphs(monkeypatch):
    app = typer.Typer()

    @app.callback()
    def group():
        """The group."""

    @app.command()
    def sing(
        names: list[str] = typer.Argument(help="Who sings."),
        beam: int = typer.Option(5, "--beam", "-b", help="Hypotheses kept | at once."),
        loud: bool = typer.Option(False, "--loud/--soft", help="How."),
    ):
        """Sing a song.

        Twice.

        \b
        Examples:
          babelix sing anna
        """

    @app.command(hidden=True)
    def secret():
        """Not for the page."""

    monkeypatch.setattr(cli, "app", app)
    section = reference().split("## babelix sing\n")[1]
    paragraphs = "    babelix sing [OPTIONS] NAMES...\n\nSing a song.\n\nTwice.\n\nExamples:\n\n    babelix sing anna\n"
    assert section.startswith(f"\n{paragraphs}\n| argument or option | meaning |\n|---|---|\n| `names... ")
    assert "| Who sings." in section
    assert "| `-b, --beam <int>` | Hypotheses kept \\| at once.  [default: 5] |" in section
    assert "| `--loud / --soft` | How." in section
    assert "secret" not in reference()


@pytest.mark.slow
def test_the_module_writes_the_page(tmp_path):
    path = tmp_path / "commands.md"
    subprocess.run([sys.executable, "-m", "docs.make.commands", str(path)], check=True)
    assert path.read_text(encoding="utf-8").startswith("# Commands\n")
