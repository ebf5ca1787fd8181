"""The `babelix` command: gathers the others, turns errors into one sentence and an exit code."""

import io
import os
import shlex
import sys
from functools import cache
from typing import Annotated

import typer
import typer.main

from babelix import __version__
from babelix.base.errors import BabelixError, RequestError, TaskError
from babelix.cli import data
from babelix.cli.attention import attention
from babelix.cli.average import average
from babelix.cli.classic import group as classic
from babelix.cli.classic.next_word.complete import complete
from babelix.cli.coreference import coreference
from babelix.cli.dna.logo import logo
from babelix.cli.dna.mutagenesis import mutagenesis
from babelix.cli.dna.one_hot import one_hot
from babelix.cli.enrichment.breakdown import breakdown
from babelix.cli.enrichment.constraint import constraint
from babelix.cli.enrichment.coverage import coverage
from babelix.cli.enrichment.enrich import enrich
from babelix.cli.enrichment.expression import expression
from babelix.cli.evaluate import evaluate
from babelix.cli.export import export
from babelix.cli.models import models
from babelix.cli.motifs import group as motifs
from babelix.cli.options import told
from babelix.cli.output import remarks_told
from babelix.cli.parsing.parse import parse
from babelix.cli.parsing.silver import silver
from babelix.cli.score import score
from babelix.cli.startup import end_unsearched, mannered_threads
from babelix.cli.states import group as states
from babelix.cli.tracks import tracks
from babelix.cli.train import train
from babelix.cli.translate import translate
from babelix.cli.variants import group as variants

_INTERRUPTED = 130
# Reading every option of every command takes as long as a short command: once a process, also where it fails.
_built = cache(typer.main.get_command)

app = typer.Typer(
    name="babelix",
    help="Attention on sequences: sentences and DNA. Results go to standard output, progress to standard error.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (
    translate,
    complete,
    train,
    average,
    export,
    evaluate,
    score,
    attention,
    coreference,
    parse,
    silver,
    tracks,
    mutagenesis,
    logo,
    one_hot,
    coverage,
    breakdown,
    constraint,
    enrich,
    expression,
    models,
):
    app.command()(command)
app.add_typer(data.app, name="data")
app.add_typer(states.app, name="states")
app.add_typer(variants.app, name="variants")
app.add_typer(motifs.app, name="motifs")
app.add_typer(classic.app, name="classic")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"babelix {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Attention on sequences: sentences and DNA."""


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave the process with 0 (done), 1 (the task failed) or 2 (the request was wrong)."""
    # Text comes in as UTF-8 and leaves as UTF-8, whatever the locale; a file's name may be any bytes.
    for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):  # None when the caller closed it
            stream.reconfigure(encoding="utf-8", errors=errors)
    end_unsearched()
    mannered_threads()
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; every failure, and every remark, is one sentence on standard error."""
    with remarks_told():
        return _run(arguments)


def _run(arguments: list[str]) -> int:
    try:
        code = _built(app)(args=arguments, prog_name="babelix", standalone_mode=False, obj=arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BabelixError as error:
        return error.exit_code if error.said else _fail(told(error, _built(app), arguments), error.exit_code)
    except typer.TyperException as error:  # what the command line itself refuses
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        if message.startswith("Usage:"):  # a group called without a command
            print(message, file=sys.stderr)
            return RequestError.exit_code
        return _fail(" ".join(message.split()) + _after_dashes(message, arguments), RequestError.exit_code)
    except typer.Abort:
        code = _INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader of our output left (`babelix ... | head`; typer then exits): nothing more can be said to it.
        _silence_output()
        return 0
    except OSError as error:  # what the system refuses and no room foresaw, a full disk behind `>` above all
        _silence_output()
        return _fail(f"{error.filename or 'standard output'}: {error.strerror or error}", TaskError.exit_code)
    if code == _INTERRUPTED:  # typer turns Ctrl-C into this code
        return _fail("interrupted", _INTERRUPTED)
    return code if isinstance(code, int) else 0


def _after_dashes(message: str, arguments: list[str]) -> str:
    """Return what to do where a text was taken for an option: ``-5 degrees`` begins as one."""
    _, _, unknown = message.partition("No such option: ")
    option = unknown.split()[0] if unknown else ""
    for word in arguments if option else ():
        if word.startswith(option) and (" " in word.strip() or word[1:2].isdigit()):
            return f"; a text that begins with a dash goes after two of them: -- {shlex.quote(word)}"
    return ""


def _silence_output() -> None:
    """Send what is still buffered nowhere: writing it when the process ends would fail a second time."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(sentence: str, code: int) -> int:
    print(f"babelix: {sentence}", file=sys.stderr)
    return code
