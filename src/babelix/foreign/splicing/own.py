"""SpliceAI's delta scores as what this model says of a variant beside its tracks."""

from collections.abc import Mapping

from babelix.foreign.splicing.deltas import INFO, NAMES, Delta
from babelix.foreign.splicing.scorer import SpliceScorer
from babelix.genome.variant import Variant
from babelix.tracks.batches import Ask
from babelix.tracks.own import Own

SCORE_COLUMNS = tuple(f"DS_{name}" for name in NAMES)
OFFSET_COLUMNS = tuple(f"DP_{name}" for name in NAMES)
FIELD = "SpliceAI"


class SpliceDeltas:
    """The delta scores of each allele: those of the gene in which it does most, and every gene's record.

    ``why_none`` says why there are none: ``no_gene`` there, ``several_bases`` in REF and in ALT, and what
    `babelix.foreign.splicing.deltas.why_skipped` tells. `genes` is a checksum of where the genes come from.
    """

    columns: tuple[str, ...] = ("SYMBOL", *SCORE_COLUMNS, *OFFSET_COLUMNS, FIELD, "why_none")
    numbers: tuple[str, ...] = (*SCORE_COLUMNS, *OFFSET_COLUMNS)
    header: tuple[str, ...] = (INFO,)
    tracks: tuple[int, ...] = ()

    def __init__(self, scorer: SpliceScorer, genes: str) -> None:
        self._scorer, rules = scorer, scorer.rules
        self.settings: Mapping[str, str] = {
            "distance": str(rules.distance),
            "mask": str(rules.mask),
            "genes": genes,
        }

    def ask(self, given: Variant, variant: Variant) -> Ask[Own]:
        """Return an ask for no window: what it takes is computed when it is answered.

        The allele counts as `given`, as in the original: offsets are from its own position.
        """
        return Ask((), lambda _: self.said(given))

    def said(self, given: Variant) -> Own:
        """Return what is said of an allele."""
        why = self._scorer.skips(given)
        if why is not None:
            return Own({"why_none": why})
        records = self._scorer.records(given)
        if not records:
            return Own({"why_none": "no_gene"})
        info = ",".join(map(str, records))
        strongest = max(records, key=_most)
        if strongest.scores is None or strongest.offsets is None:
            return Own({FIELD: info, "why_none": "several_bases"}, {FIELD: info})
        values: dict[str, float | str] = {"SYMBOL": strongest.symbol}
        values |= dict(zip(SCORE_COLUMNS, strongest.scores, strict=True))
        values |= dict(zip(OFFSET_COLUMNS, strongest.offsets, strict=True))
        return Own({**values, FIELD: info}, {FIELD: info})


def _most(record: Delta) -> float:
    return max(record.scores or (0.0,))
