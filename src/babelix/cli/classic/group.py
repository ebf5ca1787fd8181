"""`babelix classic`: the systems of the lecture before the Transformer."""

import typer

from babelix.cli.classic.approximate import approximate
from babelix.cli.classic.atlas import atlas
from babelix.cli.classic.compare import group as compare
from babelix.cli.classic.convnet import group as convnet
from babelix.cli.classic.gradients import gradients
from babelix.cli.classic.kernels import kernels
from babelix.cli.classic.next_word import group as next_word
from babelix.cli.classic.playground import playground

app = typer.Typer(
    help="What came before the Transformer, one command a system, on your data or on real data.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for command in (approximate, playground, kernels, atlas, gradients):
    app.command()(command)
app.add_typer(compare.app, name="compare")
app.add_typer(convnet.app, name="convnet")
app.add_typer(next_word.app, name="next-word")
