"""Explains a few variants: their tracks, what the bases around them do, what they attend to, how it was made."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import refuse_pipe, refuse_unwritable
from babelix.base.progress import Listener, Reporter, silent
from babelix.genome.gene import Gene
from babelix.genome.variant import Variant
from babelix.tracks.effects import Effect
from babelix.workflows.dna.explaining.letters import letters_of
from babelix.workflows.dna.explaining.reach import reach_of
from babelix.workflows.dna.explaining.results import Explained, Explanation
from babelix.workflows.dna.places import Source, genes_in, open_genome
from babelix.workflows.dna.scoring.alleles import placed, read_asked
from babelix.workflows.dna.scoring.ranked import weights
from babelix.workflows.dna.scoring.results import Scored
from babelix.workflows.dna.scoring.scorer import Scorer

MOST = 20
# Tracks drawn of a variant, those that it changes most; of so many of them the letters.
MOST_TRACKS, MOST_LETTERED = 8, 4
MOST_LETTERS = 401


@dataclass(frozen=True)
class Explaining:
    """The page wanted: its file, the `command` that it says it was made by, and `gtf`, whose `genes` are drawn.

    So many bases are shown as `letters`, with the variant in the middle of them. `prepared` reads the genes.
    """

    path: Path
    command: str = ""
    gtf: Path | None = None
    letters: int = 41
    genes: tuple[Gene, ...] = ()

    def prepared(self, asked: Sequence[str], source: Source, tracks: bool = True) -> "Explaining":
        """Return it with its genes, by the names of the genome's contigs.

        Raises where such a page cannot be made of what is `asked`, or cannot be written, before work is done. `tracks`
        tells whether scores of tracks are asked for.
        """
        self._check(asked, tracks)
        if self.gtf is None:
            return self
        refuse_pipe(self.gtf, "gtf")
        return replace(self, genes=tuple(genes_in(self.gtf, open_genome(source)[1])))

    def _check(self, asked: Sequence[str], tracks: bool) -> None:
        path = self.path
        if path.suffix.lower() != ".html":
            raise RequestError(f"`explain` {path}: expected a file that ends in .html", setting="explain")
        if path.exists() and not path.is_file():
            raise RequestError(
                f"`explain` {path}: expected a plain file, there already or not", setting="explain"
            )
        if not 1 <= self.letters <= MOST_LETTERS:
            raise RequestError(
                f"`letters` {self.letters}: expected 1 to {MOST_LETTERS} bases, each takes six predictions",
                setting="letters",
            )
        if not tracks:
            raise RequestError(
                "`explain` shows tracks, and with `deltas` only those that `track` names are scored; name some",
                setting=("explain", "deltas", "track"),
            )
        refuse_unwritable(path.parent)
        if len(list(islice(read_asked(asked), MOST + 1))) > MOST:
            raise RequestError(
                f"`explain` {path}: a page holds at most {MOST} variants, and more are asked for; choose some of them, "
                "or leave it out",
                setting="explain",
            )


@checked
def explain(
    scorer: Scorer,
    asked: list[str],
    rows: Sequence[Scored],
    explaining: Explaining,
    listener: Listener = silent,
) -> Explanation:
    """Return what a page on the variants `asked` shows, as it was `prepared`; `rows` are their scores."""
    alleles = list(read_asked(asked))
    kept = [placed(allele, scorer.genome, scorer.names, scorer.geometry) for allele in alleles]
    number = sum(row.fate == "scored" for row in rows)
    reporter = Reporter(listener, "explaining", number, "variants")
    found = []
    for row, (variant, _) in zip(rows, kept, strict=True):
        if row.fate != "scored" or variant is None:
            found.append(Explained(row))
            continue
        found.append(_explained(scorer, row, variant, explaining))
        reporter.advance()
    return Explanation(scorer.about, dict(_made(scorer, explaining)), found)


def _explained(scorer: Scorer, row: Scored, variant: Variant, explaining: Explaining) -> Explained:
    """Return what is shown of one variant."""
    shown = most_changed(row.scores)[:MOST_TRACKS]
    index = {scorer.model.tracks[each].name: column for column, each in enumerate(scorer.chosen)}
    effect = averaged(scorer.effects(variant)).of([index[name] for name in shown])
    end = effect.first + len(effect.reference) * effect.bin
    near = [
        gene
        for gene in explaining.genes
        if gene.place.chrom == variant.chrom and gene.place.start < end and gene.place.end > effect.first
    ]
    lettered = [scorer.chosen[index[name]] for name in shown[:MOST_LETTERED]]
    letters, why = letters_of(scorer, variant, lettered, explaining.letters)
    return Explained(row, variant, tuple(shown), effect, tuple(near), letters, why, reach_of(scorer, variant))


def most_changed(scores: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return the tracks, the most changed first: by the percentile of `l2` where there is one, then by `l2`."""
    return sorted(scores, key=lambda name: (-scores[name].get("l2_percentile", 0), -scores[name]["l2"]))


def averaged(effects: Sequence[Effect]) -> Effect:
    """Return the mean over views of what was predicted, bin by bin."""
    if len(effects) == 1:
        return effects[0]
    mean = {
        name: np.mean([getattr(each, name) for each in effects], axis=0)
        for name in ("reference", "alternative", "moved")
    }
    return replace(effects[0], **mean)


def _made(scorer: Scorer, explaining: Explaining) -> Iterator[tuple[str, str]]:
    """Yield how all of it came to be."""
    about, genome = scorer.about, scorer.genome
    yield "Model", about.model
    checksum = weights(scorer.model)
    if checksum:
        yield "Weights", f"checksum {checksum}"
    yield "Genome", f"{genome.path.name}, {about.assembly or 'its contigs do not tell the assembly'}"
    yield "Window", f"{about.window:,} bp read, compared over {about.effect_window:,} bp around a variant"
    if len(scorer.views) > 1:
        strands = "both strands" if any(view.flipped for view in scorer.views) else "one strand"
        moves = sorted({view.shift for view in scorer.views})
        yield "Averaged over", f"{strands}, windows moved by {', '.join(map(str, moves))} bp"
    if scorer.background is not None:
        of = scorer.background.about
        source = of.get("variants", "")
        told = source if isinstance(source, str) else ", ".join(map(str, source))
        yield "Percentiles among", f"{scorer.background.count:,} substitutions, {told}"
    if explaining.gtf is not None:
        yield "Genes", explaining.gtf.name
    device = (scorer.device or torch.device("cpu")).type
    count = torch.get_num_threads()
    threads = f", {count} thread{'s' if count > 1 else ''}" if device == "cpu" else ""
    yield "Computed", f"on {device}{threads}"
    yield (
        "Versions",
        f"babelix {version('babelix')}, torch {torch.__version__}, Python {platform.python_version()}",
    )
    if explaining.command:
        yield "Command", explaining.command
