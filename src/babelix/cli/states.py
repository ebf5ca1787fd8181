"""`babelix states`: chromatin states, from reads to annotated segmentations."""

import typer

from babelix.cli import (
    states_annotate,
    states_binarize,
    states_combine,
    states_compare,
    states_gaussian,
    states_learn,
    states_segment,
)

app = typer.Typer(
    help="Chromatin states: binarize reads, learn, segment, annotate, compare and combine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("binarize")(states_binarize.binarize)
app.command("learn")(states_learn.learn)
app.command("segment")(states_segment.segment)
app.command("annotate")(states_annotate.annotate)
app.command("combine")(states_combine.combine)
app.command("compare")(states_compare.compare)
app.command("gaussian")(states_gaussian.gaussian)
