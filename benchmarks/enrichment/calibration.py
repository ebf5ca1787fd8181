"""Whether the P of `babelix enrich` keep what they promise, on the catalogue of 2012, its pool and 109 factor sets.

    python -m benchmarks.enrichment.calibration --json calibration.json

Drawn nulls: for every case another SNP of its stratum, 2,000 times, each of which has its own exact P; P <= a must not
come more often than a, and the randomised P must be uniform (Kolmogorov and Smirnov). Shifted nulls: cases stay and
elements move, round the pool's SNPs of each chromosome and round its bases; how often is the exact P at most 0.05,
though nothing ties the elements to the cases? For all cases and for loci, all factors together and each by itself.
GoShifter's own loci and peaks: the P of ours inside windows of several sizes beside the published one.
"""

import gzip
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix import data
from babelix.base.progress import silent
from babelix.base.seeds import generator
from babelix.enrichment.enrich.annotated import members
from babelix.enrichment.enrich.draws import Drawer
from babelix.enrichment.enrich.exact import Tails, tails
from babelix.enrichment.enrich.shifted.chromosomes import Shifts
from babelix.enrichment.enrich.shifted.loci import windows, within_loci
from babelix.enrichment.enrich.shifted.pool import Turner
from babelix.enrichment.layers import layer
from babelix.genome.formats.bed import read_bed
from babelix.genome.interval import Intervals
from babelix.genome.overlap import Union, union
from babelix.workflows.enrichment.enrich.measure import read_study
from babelix.workflows.enrichment.enrich.settings import Drawing, Files, Matching
from babelix.workflows.enrichment.enrich.study import Study
from benchmarks.measure import arguments, write

LEVELS = (0.001, 0.01, 0.05)
TRAITS = 2000
FLANKS = (400, 10_000, 50_000, 250_000, 500_000)
Rows = NDArray[np.int64]


def main() -> None:
    """Measure all, print and write."""
    options = arguments(__doc__, 1).parse_args()
    found: dict[str, Any] = {"goshifter": list(goshifter())}
    study = shared()
    leads = study.leads(study.universe.rows)
    found["drawn"] = list(drawn(study, leads))
    found["shifted"] = list(shifted(study, leads))
    write(options.json, found, ["scipy"])


def shared() -> Study:
    """Return the shared catalogue, factors and pool, matched on frequency and distance to genes."""
    folder = data.fetch("tf-peaks-hg19")["A549.CEBPB"].parent
    files = Files(
        data.fetch("gwas-catalog-2012")["catalog"],
        [str(folder)],
        data.fetch("snp-pool")["snps"],
        data.fetch("annotations-hg19")["RefSeqTSS"],
    )
    return read_study(files, Matching("maf,tss"), Drawing(), silent)[0]


def drawn(study: Study, leads: Rows) -> Iterator[dict[str, Any]]:
    """Measure the exact P under its own null, and the randomised one: for many cases, for loci, for a trait's few."""
    from scipy.stats import kstest

    numbers = generator(1, "calibration")
    for name, cases in (
        ("all cases", study.cases),
        ("loci", leads),
        ("20 loci", leads[:: len(leads) // 20][:20]),
    ):
        counts = Drawer(study.strata.index, study.inside, [cases], seed=2).counts(TRAITS)[:, 0]
        for annotation in ("union", "HepG2.CTCF"):
            at = [annotation in each.name for each in study.annotations].index(True)
            own = study.strata.of(cases)[None]
            observed = counts[:, at].astype(np.int64)[None]
            # A draw is a column: all of them have the same strata and hits.
            chance = tails(observed, own, study.hits.pool, np.tile(study.hits.hits[at], (TRAITS, 1)))
            uniform = kstest(chance.randomised(numbers.random((1, TRAITS)))[0], "uniform").pvalue
            yield said(
                f"drawn, {name}, {annotation}", rates(chance) | {"KS of the randomised P": float(uniform)}
            )


def shifted(study: Study, leads: Rows) -> Iterator[dict[str, Any]]:
    """Measure how often the exact P is small though elements were moved."""
    pool = study.universe.pool
    for name, cases in (("all cases", study.cases), ("loci", leads)):
        turner = Turner(pool.chrom, study.strata.index, [cases], Shifts(TRAITS))
        each = []
        for annotation, rows in zip(study.annotations, study.inside, strict=True):
            turns = turner.turns(rows)
            z = turner.scores(turns)[1:, 0]
            chance = tails(turns.counts[1:].T, turner.cases, turner.pool, turns.hits[1:])
            each.append(rates(chance) | {"mean of z": float(z.mean()), "sd of z": float(z.std())})
            if annotation.name == "union":
                yield said(f"moved round the pool's SNPs, {name}, union", each.pop())
        mean = {key: float(np.mean([one[key] for one in each])) for key in each[0]}
        yield said(f"moved round the pool's SNPs, {name}, mean of {len(each)} sets", mean)
        yield said(f"moved by bases, {name}, union", by_bases(study, cases))


def by_bases(study: Study, cases: Rows, draws: int = 200) -> dict[str, float]:
    """Return the rates for all factors together, moved by bases round what they and the pool cover."""
    pool, elements = study.universe.pool, study.annotations[-1].elements
    numbers = generator(1, "bases")
    own = study.strata.of(cases)[None]
    observed, hits = [], []
    for _ in range(draws):
        rows = members({chrom: turned(held, numbers) for chrom, held in elements.items()}, pool)
        hits.append(study.strata.of(rows))
        observed.append(np.isin(cases, rows, assume_unique=True).sum())
    chance = tails(np.array(observed)[None], own, study.hits.pool, np.array(hits))
    return rates(chance)


def turned(held: Union, numbers: np.random.Generator) -> Union:
    """Return elements moved round the stretch they cover, by any number of bases."""
    low, length = held.start[0], held.end[-1] - held.start[0]
    start = (held.start - low + numbers.integers(0, length)) % length
    end = start + held.end - held.start
    over = np.maximum(end - length, 0)
    return union(
        np.concatenate([start, np.zeros(len(start), np.int64)]) + low,
        np.concatenate([end - over, over]) + low,
    )


def goshifter() -> Iterator[dict[str, Any]]:
    """Measure GoShifter's example: 68 loci without the proxies it was published with, and peaks of 200 bases."""
    files = data.fetch("goshifter")
    lines = [line.split() for line in files["loci"].read_text(encoding="ascii").splitlines()[1:]]
    chroms = tuple(dict.fromkeys(chrom for _, chrom, _ in lines))
    chrom = np.array([chroms.index(line[1]) for line in lines])
    position = np.array([int(line[2]) - 1 for line in lines])
    peaks = layer(without_header(files["peaks"]), chroms)
    for flank in FLANKS:
        found = within_loci(windows(chroms, chrom, position, np.arange(len(lines)), flank), peaks)
        figures = {"overlap": found.observed, "expected": found.expected, "P": found.p}
        yield said(f"GoShifter's {len(lines)} loci, {flank:,} bases to each side", figures)


def without_header(path: Path) -> Intervals:
    """Return the intervals of a BED file whose first line is neither one nor a comment."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.bed"
        bare.write_bytes(gzip.decompress(path.read_bytes()).partition(b"\n")[2])
        return read_bed(bare)


def rates(chance: Tails) -> dict[str, float]:
    """Return how often a P is at most each level."""
    return {f"P <= {level}": float((chance.p <= level).mean()) for level in LEVELS}


def said(name: str, figures: Mapping[str, float]) -> dict[str, Any]:
    """Print a line of figures and return it."""
    print(f"{name}: " + ", ".join(f"{key} {value:.3g}" for key, value in figures.items()), flush=True)
    return {"name": name, **figures}


if __name__ == "__main__":
    main()
