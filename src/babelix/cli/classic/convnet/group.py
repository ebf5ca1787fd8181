"""`babelix classic convnet`: AlexNet and smaller nets of its kind."""

import typer

from babelix.cli.classic.convnet.predict import predict
from babelix.cli.classic.convnet.show import show
from babelix.cli.classic.convnet.train import train

app = typer.Typer(
    help="Convolutional nets: train one, see what its layers make of a picture, ask what it takes it for.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for command in (train, show, predict):
    app.command()(command)
