"""`babelix classic convnet show`: what each layer makes of one picture."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.cli.options import Device, Json, ModelThreads, Plot, checked_plot
from babelix.cli.output import print_json

if TYPE_CHECKING:
    from babelix.workflows.classic.convnet.look import Looked

Image = Annotated[Path, typer.Option("--image", metavar="FILE", help="A picture: PNG, JPEG, TIFF ...")]
RunFolder = Annotated[Path | None, typer.Option("--run", metavar="DIR", help="The run of a trained net.")]
Size = Annotated[
    str | None, typer.Option("--size", help="Or a net of this size: small, one-column or two-column.")
]
Weights = Annotated[
    Path | None,
    typer.Option(
        "--weights", metavar="FILE", help="Its weights, .safetensors; drawn at random unless given."
    ),
]


def show(
    image: Image,
    run: RunFolder = None,
    size: Size = None,
    weights: Weights = None,
    plot: Plot = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of weights drawn at random.")] = 1,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Show what every layer of a net makes of one picture: its maps, how large they are, how much of them is zero.

    \b
    Examples:
      babelix classic convnet show --run runs/mnist --image digit.png --plot layers.png
      babelix classic convnet show --size two-column --image flower.png
    """
    if plot is not None:
        checked_plot(plot)
    from babelix.workflows.classic.convnet.look import look

    found = look(image, run, size, weights, seed)
    if plot is not None:
        from babelix.views.classic.convnet import draw_layers

        draw_layers(found, plot)
    if as_json:
        print_json(
            {
                "net": found.net.name,
                "trained": found.net.trained,
                "image": found.picture,
                "layers": _rows(found),
                "figure": plot,
            }
        )
        return
    tell_untrained(found)
    for each in _rows(found):
        shape = " x ".join(map(str, each["shape"]))
        print(
            f"{each['layer']:14} {shape:14} mean {each['mean']:8.4f}  largest {each['largest']:8.4f}  "
            f"zero {each['zero']:.0%}"
        )
    if plot is not None:
        print(plot)


def tell_untrained(found: "Looked") -> None:
    """Say that a net has learned nothing, where it has not."""
    if not found.net.trained:
        print(
            f"{found.net.name}: untrained, its weights are drawn at random; "
            "give --weights or --run for a net that learned"
        )


def _rows(found: "Looked") -> list[dict[str, Any]]:
    return [
        {
            "layer": each.name,
            "shape": list(each.values.shape),
            "mean": float(each.values.mean()),
            "largest": float(each.values.max()),
            "zero": float((each.values == 0).mean()),
        }
        for each in found.layers
    ]
