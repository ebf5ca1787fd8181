"""The background of a model's scores: what they are for many variants of no known effect."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.genome.formats.vcf import Allele
from babelix.genome.random_snvs import Draw, random_snvs
from babelix.tracks.background import Background, made, write_background
from babelix.workflows.dna.places import Source, open_genome
from babelix.workflows.dna.scoring.alleles import read_asked, refuse_other_genome
from babelix.workflows.dna.scoring.ranked import settings
from babelix.workflows.dna.scoring.results import count_fates
from babelix.workflows.dna.scoring.score import Scoring, open_model_scorer

__all__ = ["NOT_SNV", "Draw", "Made", "make_background"]

NOT_SNV = "not_snv"


@dataclass(frozen=True)
class Made:
    """A background, the file it is in, how many alleles have which fate, and the share of transitions among it."""

    background: Background
    path: Path
    fates: Mapping[str, int]
    transitions: float


@checked
def make_background(
    asked: list[str],
    draw: Draw | None,
    model: str,
    source: Source,
    scoring: Scoring,
    path: Path,
    listener: Listener = silent,
) -> Made:
    """Score the SNVs `asked` for (VCF files, typed variants), or drawn by `draw`, and write their scores' distribution.

    Alleles that are no SNV are left out. Raises `RequestError` where files, names or settings do not fit, and when
    nothing is scored.
    """
    if bool(asked) == (draw is not None):
        raise RequestError(
            "expected variants, or how many to draw at `random`, and not both", setting="random"
        )
    if path.suffix != ".npz":
        raise RequestError(f"`out` {path}: expected a file that ends in .npz", setting="out")
    genome, names = open_genome(source)
    if draw is None:
        refuse_other_genome(asked, genome, names, scoring.skip_mismatches)
        alleles: Iterator[Allele] = read_asked(asked)
    else:
        drawn = random_snvs(genome, draw)
        first = next(drawn)  # a genome without bases is told before a model is loaded
        alleles = (Allele(row, str(each), each) for row, each in enumerate(chain([first], drawn), start=1))
    scorer = open_model_scorer(model, genome, names, scoring, listener)
    fates, kept, changes = Counter[str](), list[dict[str, dict[str, float]]](), list[str]()
    reporter = Reporter(listener, "scoring", draw.count if draw is not None else None, "variants")

    def snvs() -> Iterator[Allele]:
        for allele in alleles:
            change = allele.variant.trimmed() if allele.variant is not None else None
            if change is not None and not (len(change.ref) == len(change.alt) == 1):
                fates[NOT_SNV] += 1
                continue
            changes.append(change.ref + change.alt if change is not None else "")
            yield allele

    for row in scorer.score(snvs()):
        change = changes.pop(0)
        fates[row.fate] += 1
        if row.scores:
            kept.append({track: dict(values) for track, values in row.scores.items()})
            fates["transitions"] += change in ("AG", "GA", "CT", "TC")
        reporter.advance()
    transitions = fates.pop("transitions", 0) / max(len(kept), 1)
    about = _about(asked, draw, len(kept), transitions) | settings(
        scorer.model, genome, scorer.geometry, scorer.views
    )
    found = made(about, scorer.about.tracks, kept)
    write_background(found, path)
    told = count_fates(Counter(fates).elements())
    return Made(found, path, told | ({NOT_SNV: fates[NOT_SNV]} if fates[NOT_SNV] else {}), transitions)


def _about(asked: Sequence[str], draw: Draw | None, count: int, transitions: float) -> dict[str, Any]:
    drawn = {"seed": draw.seed, "transitions_asked": draw.transitions} if draw is not None else {}
    source = [Path(one).name for one in asked] if asked else "drawn at random"
    return {"variants": source, "count": count, "transitions": round(transitions, 6), **drawn}
