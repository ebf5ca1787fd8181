"""How an Enformer is asked for and where it computes: options that every command with a sequence model has.

Each puts its setting in place itself, so that a command cannot declare and forget it.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from babelix.cli.options import Device, ModelThreads
from babelix.cli.startup import uncollected


def _setting(name: str, usual: Any) -> Callable[[typer.Context, Any], Any]:
    """Return what lets an Enformer be opened with a setting of this name until the command ends."""

    def put(context: typer.Context, value: Any) -> Any:
        if value != usual:
            with uncollected():
                from babelix.workflows.dna.models import enformer_settings

            context.with_resource(enformer_settings(**{name: value}))
        return value

    return put


Weights = Annotated[
    Path | None,
    typer.Option(
        "--weights",
        metavar="FILE",
        help="Enformer's weights: .bin or .safetensors.",
        show_default="the published ones",
        callback=_setting("weights", None),
    ),
]
RandomWeights = Annotated[
    bool,
    typer.Option(
        "--random-weights",
        help="An Enformer that was never trained: to see commands work. Output says so first.",
        callback=_setting("random_weights", False),
    ),
]
Positions = Annotated[
    str,
    typer.Option(
        "--positions",
        metavar="MODE",
        help="Enformer's positions: trained, enformer-pytorch (as that reads short inputs), or both side by side.",
        callback=_setting("positions", "trained"),
    ),
]
Frame = Annotated[
    int | None,
    typer.Option(
        "--frame",
        metavar="BINS",
        help="Read Enformer's positions as in an input of so many bins.",
        show_default="those of the window",
        callback=_setting("frame", None),
    ),
]
Precision = Annotated[
    str,
    typer.Option(
        "--precision",
        help="Enformer in fp32, or bf16: faster where the processor has bf16 matrix units.",
        callback=_setting("precision", "fp32"),
    ),
]
Winograd = Annotated[
    bool,
    typer.Option(
        "--winograd",
        help="Enformer's wide convolutions in fewer products, with a little more rounding.",
        callback=_setting("winograd", False),
    ),
]

_OPTIONS = {
    "weights": (Weights, None),
    "random_weights": (RandomWeights, False),
    "positions": (Positions, "trained"),
    "frame": (Frame, None),
    "precision": (Precision, "fp32"),
    "winograd": (Winograd, False),
    "threads": (ModelThreads, None),
    "device": (Device, "auto"),
}


def computing_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command all of these options, and those of where it computes, before those of how it prints.

    The options put themselves into place, so that the command's own parameters need none of them.
    """
    own = list(inspect.signature(command, eval_str=True).parameters.values())
    at = next((place for place, each in enumerate(own) if each.name in ("as_json", "quiet")), len(own))
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    added = [
        inspect.Parameter(name, kind, default=usual, annotation=annotation)
        for name, (annotation, usual) in _OPTIONS.items()
    ]
    whole = [*own[:at], *added, *own[at:]]

    @wraps(command)
    def taking(**given: Any) -> None:
        command(**{name: value for name, value in given.items() if name not in _OPTIONS})

    taking.__signature__ = inspect.Signature(whole)  # type: ignore[attr-defined]
    taking.__annotations__ = {each.name: each.annotation for each in whole}
    return taking
