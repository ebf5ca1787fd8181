"""SpliceAI's delta scores, by the rules of its paper and its README, from probabilities beside a variant.

Jaganathan et al. 2019, "Predicting Splicing from Primary Sequence with Deep Learning", STAR Methods, and the README of
version 1.3.1: the largest gain and the largest loss of acceptor and donor within a distance of the variant, each with
its offset from the variant's position, counted along the plus strand. Where we differ:
decisions/dna/spliceai-by-its-own-rules.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.genome.variant import Variant

Values = NDArray[np.float64]
NAMES = ("AG", "AL", "DG", "DL")
INFO = (
    '##INFO=<ID=SpliceAI,Number=.,Type=String,Description="SpliceAIv1.3.1 variant annotation. These include delta '
    "scores (DS) and delta positions (DP) for acceptor gain (AG), acceptor loss (AL), donor gain (DG), and donor loss "
    '(DL). Format: ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_AG|DP_AL|DP_DG|DP_DL">'
)


@dataclass(frozen=True)
class Delta:
    """What an allele does in one gene: `scores` and `offsets` in the order of `NAMES`.

    Both are None where SpliceAI gives none: REF and ALT of more than one base each.
    """

    allele: str
    symbol: str
    scores: tuple[float, float, float, float] | None = None
    offsets: tuple[int, int, int, int] | None = None

    def __str__(self) -> str:
        """Return it as it stands in a VCF's INFO, as `INFO` describes it."""
        if self.scores is None or self.offsets is None:
            return "|".join((self.allele, self.symbol, *"." * (2 * len(NAMES))))
        return "|".join(
            (self.allele, self.symbol, *(f"{each:.2f}" for each in self.scores), *map(str, self.offsets))
        )


def reach(distance: int) -> int:
    """Return the bases on either side of a variant's position that are looked at, context and distance."""
    return 5_000 + distance


def why_skipped(variant: Variant, contig: int, distance: int) -> str | None:
    """Return why SpliceAI gives an allele no score at all, None where it does.

    ``near_end``: the contig, of `contig` bases, ends within what is read. ``long_ref``: REF is
    longer than what is compared.
    """
    beside = reach(distance)
    if variant.start < beside or variant.start + beside + 1 > contig:
        return "near_end"
    return "long_ref" if len(variant.ref) > 2 * distance else None


def scored_at_all(variant: Variant) -> bool:
    """Tell whether one of both alleles is a single base: of others SpliceAI says nothing but dots."""
    return min(len(variant.ref), len(variant.alt)) == 1


def aligned(alternative: Values, variant: Variant, distance: int) -> Values:
    """Return the alternative's probabilities base by base of the reference (2 distance + 1, sites).

    `alternative` begins `distance` bases before the variant and is as much longer as the variant makes the sequence.
    Deleted bases have probability 0; an insertion's are their largest one, at the base behind which they stand.
    """
    ref, alt = len(variant.ref), len(variant.alt)
    if ref > 1:
        gone = np.zeros((ref - alt, alternative.shape[1]), alternative.dtype)
        return np.concatenate([alternative[: distance + alt], gone, alternative[distance + alt :]])
    if alt > 1:
        largest = alternative[distance : distance + alt].max(0, keepdims=True)
        return np.concatenate([alternative[:distance], largest, alternative[distance + alt :]])
    return alternative


def deltas(
    reference: Values, alternative: Values, distance: int, edge: int, mask: bool
) -> tuple[tuple[float, float, float, float], tuple[int, int, int, int]]:
    """Return the scores and offsets, in the order of `NAMES`, of probabilities (2 distance + 1, acceptor and donor).

    `edge` is the offset of the nearest end of an exon. With `mask`, a gain there is 0, since the site is known, and so
    is a loss elsewhere, since none is known there. Of equal differences the first counts.
    """
    scores, offsets = [], []
    for site in range(2):
        gained = alternative[:, site] - reference[:, site]
        for difference, masked_at_edge in ((gained, True), (-gained, False)):
            place = int(difference.argmax())
            offset = place - distance
            hidden = mask and (offset == edge) is masked_at_edge
            scores.append(float(difference[place]) * (not hidden))
            offsets.append(offset)
    return (scores[0], scores[1], scores[2], scores[3]), (offsets[0], offsets[1], offsets[2], offsets[3])
