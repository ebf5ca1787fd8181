"""Mutagenesis of Reb1's peaks on yeast's IV: does the largest effect lie inside the motif?

    python -m benchmarks.dna.reb1 --json reb1.json     (`--model yeast` or a run; the data set `yeast` at hand)

Of each peak that holds TTACCCG within 20 bases, on either strand, every substitution of the 101 bases around the peak
is predicted; its effect is that on the track Reb1 summed over the window's bins. Told is how often the base of the
largest lies inside a motif, beside the share of bases that do, which is chance. The largest is of one substitution,
up or down (`size`); down alone (`loss`); or of the mean of a base's three (`mean`). A substitution beside a motif may
well be the largest upwards, where the base there is not the one that the protein likes best. Nothing is timed, so one
repeat is all.
"""

import math
from typing import Any

import numpy as np

from babelix import data
from babelix.genome.formats.intervals import read_intervals
from babelix.tracks.learning.scan import found_at
from babelix.workflows.dna.mutagenesis import Mutating, mutagenesis
from babelix.workflows.dna.places import Source, open_genome
from benchmarks.measure import arguments, write

CONTIG, CALLED, MOTIF = "IV", "chr4", "TTACCCG"
NEAR, AROUND = 20, 50


def main() -> None:
    """Predict, count, print and write."""
    options = arguments(__doc__, 1)
    options.add_argument("--model", default="yeast")
    options.add_argument("--track", default="Reb1")
    chosen = options.parse_args()
    found = measured(chosen.model, chosen.track)
    for name, value in found["summary"].items():
        print(f"{name}\t{value:.4g}")
    write(chosen.json, found)


def measured(model: str, track: str) -> dict[str, Any]:
    """Return every peak with the base of its largest effect, and their summary."""
    files = data.find("yeast")
    if files is None:
        raise SystemExit(data.missing("yeast"))
    source = Source(str(files["genome"]))
    genome, _ = open_genome(source)
    peaks = sorted(read_intervals(files[f"peaks/{track}"]).on(CALLED).start.tolist())
    rows: list[dict[str, Any]] = []
    largest: dict[str, int] = {}
    for peak in peaks:
        start = peak - AROUND
        bases = genome.read(CONTIG, start, peak + AROUND + 1)
        motifs = [at for at in found_at(bases, MOTIF) if abs(at + len(MOTIF) // 2 - AROUND) <= NEAR]
        if not motifs:
            continue
        inside = sorted({base for at in motifs for base in range(at, at + len(MOTIF))})
        region = f"{CONTIG}:{start + 1}-{peak + AROUND + 1}"
        saturated = mutagenesis(model, source, region, Mutating(tracks=(track,)))
        effects = saturated.effects[..., 0]
        largest = {
            "size": int(np.abs(effects).max(1).argmax()),
            "loss": int(effects.min(1).argmin()),
            "mean": int(np.abs(effects.sum(1)).argmax()),
        }
        rows.append(
            {
                "peak": peak,
                "bases_inside": len(inside),
                **{f"{how}_at": start + at for how, at in largest.items()},
                **{f"{how}_inside": at in inside for how, at in largest.items()},
            }
        )
    summary: dict[str, float] = {"peaks": len(peaks), "with_motif": len(rows)}
    summary["chance"] = float(np.mean([row["bases_inside"] for row in rows])) / (2 * AROUND + 1)
    for how in largest:
        share = float(np.mean([row[f"{how}_inside"] for row in rows]))
        half = 1.96 * math.sqrt(share * (1 - share) / len(rows))
        summary |= {how: share, f"{how}_low": max(share - half, 0.0), f"{how}_high": min(share + half, 1.0)}
    return {"model": model, "track": track, "motif": MOTIF, "summary": summary, "peaks": rows}


if __name__ == "__main__":
    main()
