"""`babelix classic convnet predict`: what a net takes a picture for."""

from typing import Annotated

import typer

from babelix.base.errors import RequestError
from babelix.cli.classic.convnet.show import Image, RunFolder, Size, Weights, tell_untrained
from babelix.cli.options import Device, Json, ModelThreads
from babelix.cli.options import seed as seed_option
from babelix.cli.output import print_json


def predict(
    image: Image,
    run: RunFolder = None,
    size: Size = None,
    weights: Weights = None,
    top: Annotated[int, typer.Option("--top", metavar="N", help="Likeliest classes to print.")] = 5,
    seed: Annotated[int, seed_option("Seed of weights drawn at random.")] = 1,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Print the probabilities of a net's last layer for one picture; --json adds the layer before, which it reads.

    A net without trained weights says so and names no class.

    \b
    Examples:
      babelix classic convnet predict --run runs/mnist --image digit.png
      babelix classic convnet predict --size one-column --weights alexnet.safetensors --image flower.png --json
    """
    if top < 1:
        raise RequestError(f"--top {top}: expected at least 1")
    from babelix.workflows.classic.convnet.look import look

    found = look(image, run, size, weights, seed)
    net, p = found.net, found.probabilities
    if as_json:
        print_json(
            {
                "net": net.name,
                "trained": net.trained,
                "image": found.picture,
                "classes": net.classes,
                "probabilities": p.tolist() if net.trained else None,
                "projection": found.projection.tolist(),
            }
        )
        return
    tell_untrained(found)
    if not net.trained:
        return
    for place in p.argsort()[::-1][:top]:
        name = (
            f"class {place}, which these weights do not name" if net.classes is None else net.classes[place]
        )
        print(f"{p[place]:.4f}  {name}")
