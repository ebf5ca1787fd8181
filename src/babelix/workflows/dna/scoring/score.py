"""Variants scored as a stream: rows go in and come out one after the other, whatever their number."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from babelix.base.arguments import at_least, checked
from babelix.base.errors import RequestError
from babelix.base.files import refuse_pipe
from babelix.base.progress import Listener, Reporter, silent, tell
from babelix.foreign.splicing.genes import Genes
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.starts import Starts
from babelix.tracks.averaging import views, with_room
from babelix.tracks.choice import choose, refuse_namesakes
from babelix.tracks.model import Geometry
from babelix.tracks.windows import shortened
from babelix.training.device import best_device
from babelix.workflows.dna.models import check_memory, fast_effects, open_model, tell_other
from babelix.workflows.dna.places import Source, genes_in, open_genome
from babelix.workflows.dna.scoring.alleles import read_asked, refuse_other_genome
from babelix.workflows.dna.scoring.ranked import open_background, settings
from babelix.workflows.dna.scoring.results import About, Scored, VariantScores
from babelix.workflows.dna.scoring.scorer import Scorer
from babelix.workflows.dna.scoring.splicing import Splicing, splice_deltas, splice_genes


@dataclass(frozen=True)
class Scoring:
    """How variants are scored: tracks by words or index, bases read, bases compared around each, what may disagree.

    `batch_size` windows go through the model together; the scores are the same with any number. They are averaged over
    `both_strands` and `shifts` (`babelix.tracks.averaging`), each taken inside its strand and shift. With the genes of
    a GTF or GFF3 file, `tss`, there are also scores at each start of transcription within what is compared. With the
    file `background` there are also percentiles among its scores (`babelix.tracks.background`). With `splicing` there
    are SpliceAI's delta scores, and of tracks only those that are named.
    """

    tracks: tuple[str, ...] = ()
    window: int | None = None
    effect_window: int | None = None
    skip_mismatches: bool = False
    batch_size: int = 1
    both_strands: bool = False
    shifts: str | None = None
    tss: Path | None = None
    background: Path | None = None
    splicing: Splicing | None = None


@checked
def score_variants(
    asked: list[str], model: str, source: Source, scoring: Scoring, listener: Listener = silent
) -> VariantScores:
    """Score the variants `asked`: typed ones such as ``chr1:109274968:G:T``, or VCF files, and hold all rows.

    Raises `RequestError` before anything is scored when more than 2 % of the first 1,000 alleles have another REF than
    the genome (unless `skip_mismatches`), and where files, names or settings do not fit.
    """
    about, rows = open_stream(asked, model, source, scoring, listener)
    return VariantScores(about, tuple(rows))


@checked
def open_stream(
    asked: list[str], model: str, source: Source, scoring: Scoring, listener: Listener = silent
) -> tuple[About, Iterator[Scored]]:
    """Return what scores, and the rows of `score_variants` as they are scored."""
    scorer = open_scorer(asked, model, source, scoring, listener)
    return scorer.about, stream(scorer, asked, listener)


@checked
def stream(scorer: Scorer, asked: list[str], listener: Listener = silent) -> Iterator[Scored]:
    """Yield the rows of what is `asked` as they are scored."""
    reporter = Reporter(listener, "scoring", None, "alleles")
    for row in scorer.score(read_asked(asked)):
        yield row
        reporter.advance()


@checked
def open_scorer(
    asked: list[str], model: str, source: Source, scoring: Scoring, listener: Listener = silent
) -> Scorer:
    """Return what scores the variants `asked` as a stream. Raises what `score_variants` does."""
    if not asked:
        raise RequestError("no variant is given; give some, such as chr1:109274968:G:T, or a VCF file")
    genome, names = open_genome(source)
    refuse_other_genome(asked, genome, names, scoring.skip_mismatches)
    return open_model_scorer(model, genome, names, scoring, listener)


def open_model_scorer(
    model: str, genome: Genome, names: ContigNames, scoring: Scoring, listener: Listener = silent
) -> Scorer:
    """Return what scores variants of `genome` by a model, as `scoring` has it. Raises `RequestError` for the model."""
    at_least(1, batch_size=scoring.batch_size)
    _refuse_idle(scoring)
    refuse_pipe(scoring.tss, "tss")
    starts = Starts(genes_in(scoring.tss, names)) if scoring.tss is not None else None
    splicing = scoring.splicing
    genes = splice_genes(splicing, genome, names) if splicing is not None else None
    net = open_model(model)
    own = splice_deltas(net, genome, genes, splicing) if genes is not None and splicing is not None else None
    chosen = choose(net.tracks, scoring.tracks) if own is None or scoring.tracks else []
    refuse_namesakes(net.tracks, chosen)
    seen = views(scoring.both_strands, scoring.shifts)
    room = with_room(net.geometry.resized(scoring.window, None), seen)
    geometry = compared(room, scoring.effect_window)
    scorer = Scorer(
        net, genome, names, geometry, tuple(chosen), scoring.batch_size, best_device(), seen, own, starts
    )
    tell(listener, "scoring", _described(scorer, genes, splicing))
    tell_other(net, genome.assembly, listener)
    check_memory(net, geometry.window, len(chosen), "scoring", listener)
    scorer = replace(scorer, fast=fast_effects(net, genome, geometry))
    if scoring.background is None:
        return scorer
    if starts is not None:
        raise RequestError(
            "a `background` is of what is compared as a whole, not of starts of transcription; leave out `tss`",
            setting=("background", "tss"),
        )
    made_with = settings(net, genome, geometry, seen)
    return replace(scorer, background=open_background(scoring.background, made_with, scorer.about.tracks))


def _refuse_idle(scoring: Scoring) -> None:
    """Raise `RequestError` for what is asked of tracks where delta scores are wanted and no track is."""
    if scoring.splicing is None or scoring.tracks:
        return
    of_tracks = ("window", "effect_window", "both_strands", "shifts", "tss", "background")
    idle = next((name for name in of_tracks if getattr(scoring, name) not in (None, False)), None)
    if idle is not None:
        raise RequestError(
            f"`{idle}` is for scores of tracks, and with `deltas` only those that `track` names are scored; name some, "
            f"or leave out `{idle}`",
            setting=(idle, "deltas", "track"),
        )


def _described(scorer: Scorer, genes: Genes | None, splicing: Splicing | None) -> str:
    """Return what is compared, in words."""
    geometry, said = scorer.geometry, []
    if scorer.chosen:
        uneven = geometry.bin == 1 and geometry.kept % 2 == 0
        beside = ", one base more behind a variant than before it" if uneven else ""
        said.append(
            f"window {geometry.window:,} bp, compared over {geometry.kept * geometry.bin:,} bp{beside}"
        )
    if genes is not None and splicing is not None:
        said.append(f"splice sites of {genes.described}, up to {splicing.distance:,} bp away")
    if scorer.genome.in_slices:
        said.append(f"beyond the slices of {scorer.genome.path} N is read")
    return "; ".join(said)


def compared(own: Geometry, effect_window: int | None) -> Geometry:
    """Return a geometry that keeps `effect_window` bases and reads no more than it must; `own` without one."""
    if effect_window is None:
        return own
    bins = -(-effect_window // own.bin)
    if not 1 <= bins <= own.kept:
        raise RequestError(
            f"`effect_window` {effect_window}: expected 1 to {own.kept * own.bin} bases, what the window predicts",
            setting="effect_window",
        )
    smaller = shortened(own, bins)
    # A window keeps bins alike on both sides of its middle.
    return replace(smaller, crop=own.crop + (smaller.kept - bins) // 2)
