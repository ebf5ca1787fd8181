"""`babelix models`: which models are here, and what their cards say."""

from pathlib import Path
from typing import Annotated

import typer

from babelix.base.counts import several
from babelix.base.errors import RequestError, did_you_mean
from babelix.cli.dna.enformer import Positions, Weights
from babelix.cli.options import Device, Json, ModelThreads
from babelix.cli.output import print_json


def models(
    name: Annotated[str | None, typer.Argument(help="Print this model's card.")] = None,
    sizes: Annotated[
        bool, typer.Option("--sizes", help="List the named sizes a recipe may ask for.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Compare Enformer's weights with their published sample: Pearson correlation."
        ),
    ] = False,
    sample: Annotated[
        Path | None,
        typer.Option(
            "--sample",
            metavar="FILE",
            help="The sample for --check.",
            show_default="test-sample.pt where weights are looked for",
        ),
    ] = None,
    weights: Weights = None,
    positions: Positions = "trained",
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """List the shipped models, print one's card, or list the named sizes; check Enformer's weights.

    \b
    Examples:
      babelix models
        en-fr  en-fr Transformer, BLEU ... on tatoeba-en-fr's test split
        ...
      babelix models en-fr
      babelix models --sizes
        base               6+6 layers, d_model 512, d_ff 2048, 8 heads  (Vaswani et al. 2017, Table 3, base)
        ...
    """
    if sizes:
        _print_sizes(as_json)
        return
    if check or sample is not None:
        _check(name or "enformer", sample, as_json)
        return
    from babelix.workflows.runs.shipped import shipped

    here = {model.name: model for model in shipped()}
    if name is not None and name not in here:
        raise RequestError(
            f"no shipped model {name!r}{did_you_mean(name, here)}; shipped: {', '.join(here) or 'none'}"
        )
    chosen = [here[name]] if name is not None else list(here.values())
    if as_json:
        print_json([{"name": model.name, "folder": model.folder, **model.figures} for model in chosen])
    elif name is not None:
        print(here[name].card)
    else:
        for model in chosen:
            print(f"{model.name}  {model.figures['summary']}")


def _check(name: str, sample: Path | None, as_json: bool) -> None:
    from babelix.workflows.dna.check import check_enformer

    found = check_enformer(name, sample)
    if as_json:
        print_json({**vars(found), "sample": str(found.sample)})
        return
    print(
        f"{found.model}: Pearson {found.pearson:.4f} over {several(found.tracks, 'track')} of {found.sample}"
    )


def _print_sizes(as_json: bool) -> None:
    from babelix.workflows.runs.sizes import named_sizes

    sizes = named_sizes()
    if as_json:
        print_json(sizes)
        return
    for name, size in sizes.items():
        layers = f"{size.encoder_layers}+{size.decoder_layers} layers"
        print(
            f"{name:18} {layers}, d_model {size.d_model}, d_ff {size.d_ff}, {size.heads} heads  ({size.source})"
        )
