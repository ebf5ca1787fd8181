import pytest
import typer
import typer.main

from babelix.base.errors import RequestError, TaskError
from babelix.cli import main as cli
from babelix.cli.options import told


@pytest.fixture
def program():
    app = typer.Typer()
    group = typer.Typer()

    @group.command()
    def sing(
        name: str = typer.Argument("anna"),
        bin_size: int = typer.Option(200, "--bin", "-b"),
        out: str = typer.Option("here"),
    ):
        """Sing."""

    @group.command()
    def hum():
        """Hum."""

    app.add_typer(group, name="choir")
    return typer.main.get_command(app)


@pytest.mark.parametrize(
    ("sentence", "setting", "shown"),
    [
        ("`bin_size` 0: expected at least 1", "bin_size", "--bin 0: expected at least 1"),
        ("give another `out` or `bin_size`", ("out", "bin_size"), "give another --out or --bin"),
        ("no `name`", "name", "no NAME"),
        ("the `tempo` of `out`", "tempo", "the `tempo` of `out`"),
    ],
)
def test_a_setting_is_told_as_the_commands_option(program, sentence, setting, shown):
    error = RequestError(sentence, setting=setting)
    assert str(error) == sentence
    assert told(error, program, ["choir", "sing", "--bin", "0"]) == shown


def test_a_command_without_the_option_keeps_the_settings_name(program):
    error = TaskError("the disk of `out` is full", setting="out")
    assert told(error, program, ["choir", "hum"]) == told(error, program, []) == str(error)


def test_main_tells_options(monkeypatch, capsys):
    app = typer.Typer()

    @app.callback()
    def group():
        """The group."""

    @app.command()
    def sing(bin_size: int = typer.Option(200, "--bin")):
        raise RequestError("`bin_size` 0: expected at least 1 base", setting="bin_size")

    monkeypatch.setattr(cli, "app", app)
    assert cli.run(["sing"]) == 2
    assert capsys.readouterr().err == "babelix: --bin 0: expected at least 1 base\n"
