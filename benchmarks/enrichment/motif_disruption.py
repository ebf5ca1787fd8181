"""What single substitutions do to a factor's site in an element, beside their measured effect on its activity.

    python -m benchmarks.enrichment.motif_disruption --json motif_disruption.json     (`mpra` and `jaspar-2024` at hand)

For elements and the factors that the literature names for them (Kircher et al. 2019 and what it cites): how many of the
substitutions with ten barcodes lose, weaken, keep or gain a site, the median measured effect (log2) of each, and
Spearman's correlation of effect and change of the best site's score over those that touch a site, with the interval of
a bootstrap over positions. Nothing is timed, so one repeat is all.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from babelix import data
from babelix.enrichment.breakdown.motif_sites import site_change, site_threshold
from babelix.enrichment.breakdown.motifs import FATES, chosen_motif
from babelix.genome.contigs import Genome
from babelix.genome.formats.measured import Measurement, read_measurements
from babelix.genome.formats.meme import read_motifs
from babelix.genome.motifs.motif import Motif
from benchmarks.measure import arguments, write

FACTORS = (
    ("LDLR", "KLF_SP"),
    ("LDLR", "HES_SREBF"),
    ("TERT-GBM", "ELK_ETV"),
    ("F9", "C027:CEBP"),
    ("SORT1", "C027:CEBP"),
    ("HBB", "C101:GATA"),
    ("GP1BA", "C101:GATA"),
    ("PKLR-24h", "C101:GATA"),
    ("IRF4", "IRF_STAT"),
    ("F9", "HNF_NR2E"),
)
P, BITS, BARCODES, DRAWS, SEED = 1e-3, 1.0, 10, 1_000, 13


def one(measured: Sequence[Measurement], genome: Genome, motif: Motif) -> dict[str, Any]:
    """Return what the substitutions of one element do to one motif, beside what was measured."""
    threshold = site_threshold(motif, P)
    fates: dict[str, list[float]] = {fate: [] for fate in FATES}
    touched = []
    for each in measured:
        variant = each.allele.variant
        if variant is None or len(variant.ref) != len(variant.alt) or not each.barcodes >= BARCODES:
            continue
        variant = replace(variant, chrom=f"chr{variant.chrom.removeprefix('chr')}")
        change = site_change(motif, genome.read, variant)
        fate = change.fate(threshold, BITS)
        fates[fate].append(each.effect)
        if fate != "no site":
            touched.append((variant.position, change.alt - change.ref, each.effect))
    medians = {fate: round(float(np.median(effects)), 3) for fate, effects in fates.items() if effects}
    counts = {fate: len(effects) for fate, effects in fates.items()}
    return {
        "threshold": round(threshold, 2),
        "counts": counts,
        "median_effect": medians,
        **_correlated(touched),
    }


def _correlated(touched: Sequence[tuple[int, float, float]]) -> dict[str, Any]:
    if len(touched) < BARCODES:
        return {"variants": len(touched), "spearman": None, "interval": None}
    positions, changes, effects = (np.array(column) for column in zip(*touched, strict=True))
    draw = np.random.default_rng(SEED)
    places = np.unique(positions)
    rows = [np.flatnonzero(positions == place) for place in places]
    drawn = []
    for _ in range(DRAWS):
        chosen = np.concatenate([rows[at] for at in draw.integers(len(rows), size=len(rows))])
        drawn.append(spearmanr(changes[chosen], effects[chosen]).statistic)
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    whole = float(spearmanr(changes, effects).statistic)
    return {
        "variants": len(touched),
        "spearman": round(whole, 3),
        "interval": [round(float(low), 3), round(float(high), 3)],
    }


def main() -> None:
    """Compute, print and write."""
    options = arguments(__doc__, 1).parse_args()
    files = data.fetch("mpra")
    genome = Genome.open(files["reference"], data.cache_folder().parent / "indices")
    measured = [each for each in read_measurements(files["effects"]) if each.release == "GRCh38"]
    motifs = read_motifs(data.fetch("jaspar-2024")["motifs"])
    rows = []
    for element, name in FACTORS:
        motif = chosen_motif(f"{element}={name}", motifs)[1]
        own = [each for each in measured if each.element == element]
        rows.append({"element": element, "motif": motif.name, **one(own, genome, motif)})
        print("\t".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
    write(options.json, {"p": P, "bits": BITS, "rows": rows})


if __name__ == "__main__":
    main()
