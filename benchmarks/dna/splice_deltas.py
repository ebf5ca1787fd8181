"""SpliceAI's delta scores of every SNV within 20 bases of 78 splice sites, and of 100 indels, incremental against full.

    python -m benchmarks.dna.splice_deltas --rows rows.jsonl --json deltas.json    (`spliceai` installed, data at hand)

First the 78 known values (`benchmarks.dna.splice_sites`), then 9,468 SNVs, 50 insertions and 50 deletions (seeded) in
the genes of GRCh38, each line written to `--rows` as it comes: started again with the same file it goes on. At last
`--compared` of them, drawn by seed, with every network run in full over reference and alternative. Half an hour of
a core for all; `--shard 1/3`, a `--rows` each, shares it among processes: put their files together and start once more.
"""

import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from babelix import data
from babelix.foreign.spliceai_weights import load_spliceai
from babelix.foreign.splicing.deltas import NAMES, Delta
from babelix.foreign.splicing.genes import Genes, read_table, table_path
from babelix.foreign.splicing.scorer import Rules, SpliceScorer
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.variant import Variant
from benchmarks.dna.splice_sites import OFFSET, known_sites, measured
from benchmarks.measure import arguments, write

BESIDE, INDELS, SEED = 20, 50, 11


def main() -> None:
    """Score, compare, print and write."""
    parser = arguments(__doc__, 1)
    parser.add_argument(
        "--rows", type=Path, required=True, help="where each variant's line goes, and is looked up"
    )
    parser.add_argument("--compared", type=int, default=200, help="how many are scored in full too (200)")
    parser.add_argument("--shard", default="1/1", help="only this part of the work, K/N, without the summary")
    parser.add_argument("--limit", type=int, help="only so many of the variants, to try")
    options = parser.parse_args()
    part, parts = (int(each) for each in options.shard.split("/"))
    with tempfile.TemporaryDirectory() as cache:
        genome = open_slice(Path(cache))
        scorer = open_scorer(genome)
        chosen = variants(genome)[: options.limit]
        drawn = random.Random(SEED).sample(chosen, min(options.compared, len(chosen)))
        rows = finished(options.rows)
        keys = [(str(each), each, False) for each in chosen] + [
            (f"full {each}", each, True) for each in drawn
        ]
        count = -(-len(chosen) // parts)
        mine = keys[: len(chosen)][(part - 1) * count : part * count] + keys[len(chosen) :][part - 1 :: parts]
        began = time.perf_counter()
        with options.rows.open("a", encoding="utf-8") as file:
            for number, (key, variant, full) in enumerate(mine, start=1):
                if key not in rows:
                    rows[key] = keep(file, key, scorer.records(variant, full=full))
                if number % 200 == 0:
                    print(f"{number} of {len(mine)}\t{time.perf_counter() - began:.0f} s", flush=True)
    if parts > 1:
        return
    sites = measured()
    print(f"sites\t{sites['summary']}", flush=True)
    pairs = [(rows[str(each)], rows[f"full {each}"]) for each in drawn]
    summary = summarised([rows[str(each)] for each in chosen], pairs)
    for name, value in summary.items():
        print(f"{name}\t{value}")
    write(options.json, {"sites": sites["summary"], "deltas": summary, "seed": SEED, "compared": len(drawn)})


def open_slice(cache: Path) -> Genome:
    """Return the shared slice of chr22, at its place."""
    found = data.find("chr22-slice")
    if found is None:
        raise SystemExit(data.missing("chr22-slice"))
    return Genome.open(found["fasta"], cache, OFFSET)


def open_scorer(genome: Genome) -> SpliceScorer:
    """Return the scorer with the package's genes of GRCh38 and its usual rules."""
    genes = Genes(read_table(table_path("grch38")), ContigNames(genome.lengths, None, genome.path))
    return SpliceScorer(load_spliceai(), genome, genes, Rules())


def variants(genome: Genome) -> list[Variant]:
    """Return every SNV within `BESIDE` bases of a site, then insertions and deletions there, by place."""
    places = sorted(
        {
            int(site["position_1based_hg38"]) + by
            for site in known_sites()
            for by in range(-BESIDE, BESIDE + 1)
        }
    )
    ref = {place: bases(genome, place, 1) for place in places}
    snvs = [Variant("chr22", p, ref[p], alt) for p in places for alt in "ACGT" if alt != ref[p]]
    draw = random.Random(SEED)
    inserted = [
        Variant("chr22", p, ref[p], ref[p] + "".join(draw.choices("ACGT", k=draw.randint(1, 12))))
        for p in draw.sample(places, INDELS)
    ]
    deleted = [
        Variant("chr22", p, bases(genome, p, 1 + draw.randint(1, 20)), ref[p])
        for p in draw.sample(places, INDELS)
    ]
    return snvs + sorted(inserted + deleted, key=lambda each: each.position)


def bases(genome: Genome, position: int, count: int) -> str:
    """Return `count` bases of the slice from a position (from 1) on."""
    return genome.read("chr22", position - 1, position - 1 + count).tobytes().decode("ascii").upper()


def finished(path: Path) -> dict[str, Any]:
    """Return the rows of an earlier start; what a kill left of a line is cut off."""
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    path.write_text(whole, encoding="utf-8")
    return {row["variant"]: row["records"] for row in map(json.loads, whole.splitlines())}


def keep(file: Any, key: str, records: list[Delta]) -> list[dict[str, Any]]:
    """Write a line and return its records."""
    found = [
        {"symbol": each.symbol, "scores": each.scores, "offsets": each.offsets, "info": str(each)}
        for each in records
    ]
    file.write(json.dumps({"variant": key, "records": found}) + "\n")
    file.flush()
    return found


def summarised(found: list[Any], pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    """Return how many variants and records there are, how many change splicing, how far incremental is from full."""
    records = [record for each in found for record in each]
    both = [(a, b) for ours, full in pairs for a, b in zip(ours, full, strict=True)]
    return {
        "variants": len(found),
        "records": len(records),
        "without_a_gene": sum(not each for each in found),
        "above_half": {
            name: sum(record["scores"][k] >= 0.5 for record in records) for k, name in enumerate(NAMES)
        },
        "records_compared": len(both),
        "largest_difference_from_full": max(
            (abs(x - y) for a, b in both for x, y in zip(a["scores"], b["scores"], strict=True)), default=0.0
        ),
        "equal_in_info": sum(a["info"] == b["info"] for a, b in both),
        "other_offset_where_a_score_is_0.005": sum(
            x >= 0.005 and i != j
            for a, b in both
            for x, i, j in zip(a["scores"], a["offsets"], b["offsets"], strict=True)
        ),
    }


if __name__ == "__main__":
    main()
