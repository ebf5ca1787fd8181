"""Matched draws beside bedtools used well, and the exact P of the whole matrix of the catalogue of 2012.

    python -m benchmarks.enrichment.enrich --repeats 3 --json enrich.json

1,000 draws of 5,000 SNPs, matched in 100 strata of frequency and distance to genes, from the pool's million, and how
many of each lie in each of 200 annotations: the 109 factor sets and 91 of them moved. All is read before either side
begins. Ours: which SNPs lie in which annotation, and the draws. Theirs: the pool annotated once, `bedtools intersect
-sorted -u` for each set, and draws by numpy from the table of who lies where. Both must find the same SNPs in elements,
and means that agree. The matrix is that of all traits and factor sets; some of its cells are convolved by scipy and
numpy too. Seconds are the processor's, which a busy machine stretches less. Memory is what this process held at most
before the other side began.
"""

import resource
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.base.seeds import generator
from babelix.enrichment.enrich.annotated import members
from babelix.enrichment.enrich.draws import Drawer
from babelix.enrichment.enrich.exact import tails
from babelix.enrichment.enrich.matrix import Rule
from babelix.enrichment.layers import Layer
from babelix.workflows.enrichment.enrich.study import Study
from benchmarks.enrichment.calibration import shared, turned
from benchmarks.measure import arguments, in_turn, ratio, write

DRAWS, CASES, ANNOTATIONS, CELLS = 1000, 5000, 200, 50
Rows = NDArray[np.int64]


def main() -> None:
    """Compare what comes out, time all in turn, print and write."""
    options = arguments(__doc__, 3).parse_args()
    study = shared()
    numbers = generator(1, "benchmark")
    sets = [each.elements for each in study.annotations[:-1]]
    sets += [{chrom: turned(held, numbers) for chrom, held in each.items()} for each in sets]
    sets = sets[:ANNOTATIONS]
    cases = np.sort(numbers.choice(len(study.universe.pool), CASES, replace=False))
    exact = exact_matrix(study)
    drawn(study, sets, cases)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    with tempfile.TemporaryDirectory() as name:
        files = written(study, sets, Path(name))
        kept: dict[str, Any] = {}
        sides = {
            "ours": clocked(lambda: kept.update(ours=drawn(study, sets, cases))),
            "theirs": clocked(lambda: kept.update(theirs=annotated_and_drawn(study, files, cases))),
        }
        seconds = in_turn(sides, options.repeats)
    refuse_other(*kept["ours"], *kept["theirs"])
    held = ratio(seconds["theirs"], seconds["ours"])
    print(
        f"draws: {held}x, ours {np.median(seconds['ours']):.2f} s, theirs {np.median(seconds['theirs']):.1f} s"
    )
    print(f"memory: {memory:.2f} GB")
    write(options.json, {"exact": exact, "seconds": seconds, "ratio": held, "gigabytes": memory}, ["scipy"])


def refuse_other(
    ours: NDArray[np.int32], found: list[Rows], theirs: NDArray[np.int64], annotated: list[Rows]
) -> None:
    """Stop where the two sides find other SNPs in elements, or draws whose means differ."""
    if not all(map(np.array_equal, found, annotated)):
        raise SystemExit("bedtools finds other SNPs in elements")
    apart = np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) / np.maximum(ours.std(axis=0), 1)
    if apart.max() > 6 * (2 / DRAWS) ** 0.5:
        raise SystemExit(f"means of draws differ by {apart.max():.2f} standard deviations")


def drawn(study: Study, sets: list[Layer], cases: Rows) -> tuple[NDArray[np.int32], list[Rows]]:
    """Return the counts of draws (draws, sets), and which SNPs lie in each set."""
    found = [members(each, study.universe.pool) for each in sets]
    return Drawer(study.strata.index, found, [cases]).counts(DRAWS)[:, 0], found


def written(study: Study, sets: list[Layer], folder: Path) -> list[Path]:
    """Write the pool and the sets as BED files, chromosomes in the order of their names as bedtools wants them."""
    pool = study.universe.pool
    files = [folder / "pool.bed", *(folder / f"{number}.bed" for number in range(len(sets)))]
    with files[0].open("w", encoding="ascii") as file:
        for chrom in sorted(pool.chroms):
            begin, end = pool.span(chrom)
            for row in range(begin, end):
                place = int(pool.position[row])
                file.write(f"{chrom}\t{place}\t{place + 1}\t{row}\n")
    for path, each in zip(files[1:], sets, strict=True):
        with path.open("w", encoding="ascii") as file:
            for chrom in sorted(each):
                held = each[chrom]
                for start, end in zip(held.start.tolist(), held.end.tolist(), strict=True):
                    file.write(f"{chrom}\t{start}\t{end}\n")
    return files


def annotated_and_drawn(study: Study, files: list[Path], cases: Rows) -> tuple[NDArray[np.int64], list[Rows]]:
    """Annotate the pool by bedtools, draw by numpy; return the same as `drawn`."""
    found = []
    began = processor()
    for path in files[1:]:
        line = f"bedtools intersect -sorted -u -a {files[0]} -b {path} | cut -f 4"
        told = subprocess.run(line, shell=True, check=True, capture_output=True).stdout
        found.append(np.sort(np.array(told.split(), np.int64)))
    middle = processor()
    inside = np.zeros((len(study.universe.pool), len(found)), bool)
    for number, rows in enumerate(found):
        inside[rows, number] = True
    wanted = study.strata.of(cases)
    order = np.argsort(study.strata.index, kind="stable")
    own = np.split(order, np.cumsum(study.strata.sizes())[:-1])
    numbers = np.random.default_rng(1)
    counts = np.empty((DRAWS, len(found)), np.int64)
    for draw in range(DRAWS):
        chosen = [
            numbers.choice(each, many, replace=False, shuffle=False)
            for each, many in zip(own, wanted, strict=True)
        ]
        counts[draw] = inside[np.concatenate(chosen)].sum(axis=0)
    print(f"  bedtools {middle - began:.1f} s, draws by numpy {processor() - middle:.1f} s", flush=True)
    return counts, found


def clocked(call: Callable[[], Any]) -> Callable[[], float]:
    """Return `call` as a measurement: the processor's seconds that it took."""

    def seconds() -> float:
        began = processor()
        call()
        return processor() - began

    return seconds


def processor() -> float:
    """Return the processor's seconds of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def exact_matrix(study: Study) -> dict[str, Any]:
    """Time the exact P of all traits and sets, and convolve some cells by scipy and numpy."""
    from scipy.stats import hypergeom

    found = study.matrix({}, Rule())
    assert found is not None
    pool, hits = study.hits.pool, study.hits.hits[:-1]
    tails(found.observed, found.drawn, pool, hits)
    began = processor()
    chance = tails(found.observed, found.drawn, pool, hits).p
    seconds = processor() - began
    numbers, most = generator(1, "cells"), 0.0
    began = processor()
    for _ in range(CELLS):
        trait, own = int(numbers.integers(len(found.traits))), int(numbers.integers(len(hits)))
        sum_ = np.ones(1)
        for n, size, inside in zip(found.drawn[trait], pool, hits[own], strict=True):
            if n:
                sum_ = np.convolve(sum_, hypergeom.pmf(np.arange(n + 1), size, inside, n))
        right = sum_[found.observed[trait, own] :].sum()
        most = max(most, abs(chance[trait, own] / right - 1))
    each = (processor() - began) / CELLS
    traits, sets = chance.shape
    print(
        f"exact P of {traits:,} traits by {sets} sets in {len(pool)} strata: {seconds:.3f} s; scipy and numpy would "
        f"take {each * chance.size:.0f} s, {CELLS} cells differ by {most:.1g} at most",
        flush=True,
    )
    return {
        "traits": traits, "sets": sets, "strata": len(pool), "seconds": seconds,
        "scipy_seconds": each * chance.size, "largest_difference": float(most),
    }  # fmt: skip


if __name__ == "__main__":
    main()
