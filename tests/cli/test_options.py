import os

import pytest
import torch
import typer
import typer.main

from babelix.base.errors import RequestError, TaskError
from babelix.cli import main as cli
from babelix.cli.options import Device, ModelThreads, told, workers
from babelix.training.device import best_device


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


@pytest.fixture
def computed(monkeypatch):
    """Return a function that runs a command of threads and a device, and what torch was told while it ran."""
    app = typer.Typer(pretty_exceptions_enable=False)
    seen = []

    @app.command()
    def compute(threads: ModelThreads = None, device: Device = "auto"):
        seen.append((torch.get_num_threads(), best_device().type))

    monkeypatch.setattr(cli, "app", app)

    def ask(*arguments):
        return cli.run(list(arguments)), seen

    return ask


def test_threads_and_a_device_hold_while_the_command_runs(computed, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    before = torch.get_num_threads()
    assert computed() == (0, [(before, "cuda")])
    assert computed("--threads", "3", "--device", "cpu") == (0, [(before, "cuda"), (3, "cpu")])
    assert (torch.get_num_threads(), best_device().type) == (before, "cuda")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--threads", "0"], "babelix: --threads 0: expected a number from 1 to 1024"),
        (["--threads", "99999"], "babelix: --threads 99999: expected a number from 1 to 1024"),
        (["--threads", "two"], "babelix: Invalid value for '--threads'"),
        (
            ["--device", "cuda"],
            "babelix: --device 'cuda': torch finds no CUDA device here; leave --device out",
        ),
        (["--device", "gpu"], "babelix: --device 'gpu': expected one of auto, cpu, cuda"),
    ],
)
def test_threads_and_devices_that_are_not_there_are_refused(computed, monkeypatch, capsys, arguments, said):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert computed(*arguments) == (2, [])
    printed = capsys.readouterr().err
    assert printed.startswith(said)
    assert printed.count("\n") == 1


def test_workers_are_all_cores_unless_given():
    assert (workers(None), workers(5), workers(0)) == (os.cpu_count(), 5, 0)
