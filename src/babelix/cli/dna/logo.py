"""`babelix logo`: motifs, a model's filters and attributions as letters."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.cli.dna.enformer import RandomWeights, Weights
from babelix.cli.motifs.given import (
    FilterModel,
    Most,
    Motifs,
    Name,
    ReadGenome,
    ReadRegion,
    Sequences,
    check_weights,
    over,
    taken,
)
from babelix.cli.options import Device, Json, ModelThreads, Offset, Plot, Quiet, checked_plot
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.dna.motifs.sources import Over


def logo(
    motifs: Motifs = None,
    sequences: Sequences = None,
    model: FilterModel = None,
    genome: ReadGenome = None,
    offset: Offset = None,
    region: ReadRegion = None,
    effects: Annotated[
        list[Path] | None,
        typer.Option(
            "--effects",
            metavar="FILE",
            help="The table that babelix mutagenesis --tsv writes, or BigWig files of what bases add, with --genome "
            "and --region; may be repeated.",
        ),
    ] = None,
    name: Name = None,
    most: Most = None,
    meme: Annotated[
        Path | None, typer.Option("--meme", metavar="FILE", help="Write the motifs in MEME's text format.")
    ] = None,
    plot: Plot = None,
    weights: Weights = None,
    random_weights: RandomWeights = False,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw motifs of a file, of sequences or of a model's first filters, or what mutagenesis found, as letters.

    A letter of a motif is as tall as its share of the position's information, in bits. A filter's motif is made of the
    sequences that activate it, the filters of most bits first; a letter of an attribution is as tall as what it adds.

    \b
    Examples:
      babelix logo --model spliceai --genome hg38 --region chr22:32,000,001-32,300,000 --plot filters.png
      babelix logo --sequences sites.txt --meme sites.meme --plot sites.png
      babelix logo --effects effects.tsv --plot effects.png
      babelix logo --effects Reb1.mutagenesis.bw --genome yeast.fa.gz --region IV:629,692-629,732 --plot reb1.png
    """
    if plot is not None:
        checked_plot(plot)
    if effects is not None:
        others = (motifs, sequences, model, name, most, meme, weights)
        if random_weights or any(each is not None for each in others):
            raise RequestError(
                "`effects` is drawn alone; leave out the other sources, what chooses among them, and `meme`",
                setting=("effects", "meme"),
            )
        _draw_effects(effects, over(genome, offset, region), plot, as_json)
        return
    from babelix.workflows.dna.motifs.logo import logos, write_meme
    from babelix.workflows.dna.motifs.sources import Given

    check_weights(model, weights, random_weights)
    read = over(genome, offset, region)
    given = Given(None, motifs, sequences, model, tuple(name or ()), taken(most), read)
    found = logos(given, listener(quiet))
    if plot is not None:
        from babelix.views.dna.motifs.logo import check_logos

        check_logos(found)
    files = []
    if meme is not None:
        write_meme(found, meme)
        files.append(meme)
    if plot is not None:
        from babelix.views.dna.motifs.logo import draw_logos

        draw_logos(found, plot)
        files.append(plot)
    if as_json:
        rows = [
            {
                "name": each.motif.name,
                "bits": each.bits,
                "sites": each.motif.sites,
                "consensus": each.consensus,
                "probabilities": each.motif.probabilities.tolist(),
            }
            for each in found.shown
        ]
        print_json(
            {"origin": found.origin, "held": found.held, "motifs": rows, "files": list(map(str, files))}
        )
        return
    print(f"{found.origin}: {found.told}")
    for each in found.shown:
        print(f"{each.motif.name}\t{each.bits:.1f} bits\t{each.seen or '. sites'}\t{each.consensus}")
    for path in files:
        print(path)


def _draw_effects(effects: list[Path], where: "Over", plot: Path | None, as_json: bool) -> None:
    from babelix.workflows.dna.motifs.logo import attributions

    found = attributions(effects, where)
    if plot is not None:
        from babelix.views.dna.motifs.logo import draw_attributions

        draw_attributions(found, plot)
    if as_json:
        rows = []
        for each in found:
            row = {name: value for name, value in vars(each).items() if name != "added"}
            rows.append(row | {kind: values.tolist() for kind, values in each.added.items()})
        print_json({"tracks": rows, "files": [str(plot)] if plot is not None else []})
        return
    for each in found:
        first = next(iter(each.added.values()))
        at = int(abs(first).argmax())
        place = f"{each.chrom}:{each.start + at}:{each.letters[at]}"
        print(f"{each.track}\t{several(len(each.letters), 'base')}\tmost {place} {first[at]:+.4g}")
    if plot is not None:
        print(plot)
