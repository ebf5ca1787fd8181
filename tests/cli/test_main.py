import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import babelix
from babelix.base.errors import RequestError, TaskError
from babelix.cli import main as cli
from babelix.cli.main import main, run

HEAVY = {"torch", "numba", "scipy", "matplotlib", "tokenizers", "sacrebleu", "pooch", "numpy"}


@pytest.fixture
def failing(monkeypatch):
    """The app with one more command, `fail`, that raises what the test puts into the returned list."""
    failures = []
    app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, pretty_exceptions_enable=False)

    @app.command()
    def fail():
        raise failures[0]

    @app.command()
    def done():
        print("done")

    monkeypatch.setattr(cli, "app", app)
    return failures


@pytest.mark.slow
@pytest.mark.parametrize("arguments", ["'--help'", "'data', '--help'", "'--version'"])
def test_help_imports_nothing_heavy(arguments):
    code = (
        "import sys\nfrom babelix.cli.main import run\n"
        f"code = run([{arguments}])\nprint(*sorted(sys.modules), file=sys.stderr)\nsys.exit(code)"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert process.stdout
    imported = set(process.stderr.split())
    assert "babelix.cli.main" in imported
    assert imported & HEAVY == set()


def test_help_names_the_commands_on_standard_output(capsys):
    assert run(["--help"]) == 0
    out, err = capsys.readouterr()
    assert "data" in out
    assert err == ""


def test_version_is_the_packages(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"babelix {babelix.__version__}\n"


@pytest.mark.slow
def test_the_installed_command_answers():
    process = subprocess.run(
        [sys.executable, "-c", "from babelix.cli.main import main; main()", "data", "path", "multi30"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 2
    assert process.stdout == ""
    assert process.stderr == "babelix: no data set is called 'multi30'; did you mean 'multi30k'?\n"


def said(error):
    error.said = True
    return error


@pytest.mark.parametrize(
    ("failure", "code", "sentence"),
    [
        (TaskError("the disk is full"), 1, "babelix: the disk is full\n"),
        (RequestError("no such file: x"), 2, "babelix: no such file: x\n"),
        (typer.BadParameter("not a number"), 2, "not a number\n"),
        (KeyboardInterrupt(), 130, "babelix: interrupted\n"),
        (typer.Abort(), 130, "babelix: interrupted\n"),
        (typer.Exit(1), 1, ""),
        (said(RequestError("what another process says")), 2, ""),
    ],
)
def test_every_failure_is_one_sentence_and_an_exit_code(failing, capsys, failure, code, sentence):
    failing.append(failure)
    assert run(["fail"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(sentence)
    assert err.count("\n") <= 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dat"], "dat"),
        (["data", "fetch"], "name"),
        (["data", "list", "--jsn"], "--jsn"),
        (["data", "frob"], "frob"),
    ],
)
def test_a_request_nobody_understands_leaves_with_2(capsys, arguments, words):
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("babelix: ")
    assert words in err.lower()
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "end"),
    [
        (
            ["translate", "-5 degrees"],
            "No such option: -5; a text that begins with a dash goes after two of them: -- '-5 degrees'\n",
        ),
        (["translate", "--alpha", "-0.5", "-5"], "goes after two of them: -- -5\n"),
        (["translate", "It is", "-5"], "goes after two of them: -- -5\n"),
        (["translate", "--said she"], "goes after two of them: -- '--said she'\n"),
        (["data", "list", "--jsn"], "No such option: --jsn (Possible options: --json)\n"),
    ],
)
def test_a_text_that_looks_like_an_option_is_told_where_to_stand(capsys, arguments, end):
    assert run(arguments) == 2
    assert capsys.readouterr().err.endswith(end)


@pytest.mark.parametrize("arguments", [[], ["data"]])
def test_a_group_without_a_command_shows_its_help(capsys, arguments):
    code = run(arguments)
    out, err = capsys.readouterr()
    assert code in (0, 2)
    assert "Usage: babelix" in out + err


def test_an_error_of_ours_is_not_hidden(failing):
    failing.append(ZeroDivisionError("a defect"))
    with pytest.raises(ZeroDivisionError):
        run(["fail"])


def test_done_is_0_and_main_leaves_the_process(failing, capsys):
    assert run(["done"]) == 0
    with pytest.raises(SystemExit) as caught:
        main(["done"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == "done\ndone\n"


@pytest.mark.slow
def test_a_reader_that_leaves_early_is_no_failure(tmp_path):
    # Far more lines than a pipe holds; the reader closes after the first.
    code = (
        "import typer, sys\nfrom babelix.cli import main as cli\n"
        "app = typer.Typer(pretty_exceptions_enable=False)\n"
        "@app.command()\ndef pour():\n    for _ in range(100_000):\n        print('a line of text')\n"
        "cli.app = app\ncli.main([])"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout.readline() == b"a line of text\n"
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert err == b""


def shell(command, **environment):
    code = f"{sys.executable} -c 'from babelix.cli.main import main; main()' {command}"
    return subprocess.run(
        ["bash", "-c", code], capture_output=True, check=False, env={**os.environ, **environment}
    )


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_the_output_is_one_sentence():
    process = shell("--version > /dev/full")
    assert process.returncode == 1
    assert process.stderr == b"babelix: standard output: No space left on device\n"


@pytest.mark.slow
def test_an_output_that_is_closed_is_no_failure():
    process = shell("--version >&-")
    assert (process.returncode, process.stderr) == (0, b"")


@pytest.mark.slow
def test_output_is_utf_8_whatever_the_locale():
    process = shell("data path 'caf\u00e9'", PYTHONIOENCODING="ascii")
    assert "no data set is called 'caf\u00e9'".encode() in process.stderr
