"""Our delta scores beside the original program's, on 100 variants of the shared slice, with and without the mask.

    python -m benchmarks.dna.original_spliceai --peer PEER/bin/python --work DIR --json original.json

PEER is an environment of its own: pip install "setuptools<80" keras torch pandas pyfaidx pysam h5py numpy, then
pip install --no-deps spliceai==1.3.1. DIR keeps the slice padded with N to the length of chr22, the VCF, and the
original's rows, so that a second start goes on; `--processes` runs the original in so many. Ten minutes of a core.
"""

import json
import random
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from babelix.foreign.spliceai_weights import load_spliceai
from babelix.foreign.splicing.genes import Genes, read_table, table_path
from babelix.foreign.splicing.scorer import Rules, SpliceScorer
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.variant import Variant
from benchmarks.dna.splice_deltas import bases, open_slice
from benchmarks.dna.splice_sites import known_sites
from benchmarks.measure import arguments, write

SEED, LENGTH, FIRST = 12, 50_818_468, 32_000_000
# How many of each kind; the other rules of the program have a row each in `special`.
KINDS = {"snv": 48, "insertion": 22, "deletion": 22}
BESIDE = 30
Row = tuple[int, str, list[str]]


def main() -> None:
    """Run both, compare, print every difference and write."""
    parser = arguments(__doc__, 1)
    parser.add_argument("--peer", type=Path, required=True, help="the interpreter that has the original")
    parser.add_argument("--work", type=Path, required=True, help="where files of both sides are kept")
    parser.add_argument("--processes", type=int, default=1, help="how many run the original (1)")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as cache:
        genome = open_slice(Path(cache))
        rows = chosen(genome)
        theirs = original(options.peer, options.work, options.processes, genome, rows)
        ours = records(genome, rows)
    found = [compared(row, a, b) for row, a, b in zip(rows, ours, theirs, strict=True)]
    differences = [each for one in found for each in one["differences"]]
    summary = {
        "rows": len(rows),
        "alleles": sum(len(alts) for _, _, alts in rows),
        "records": sum(one["records"] for one in found),
        "equal": sum(one["equal"] for one in found),
        "differences": differences,
    }
    print(
        f"{summary['equal']} of {summary['records']} records, half of them masked, are equal; {len(differences)} not"
    )
    for each in differences:
        print(f"{each['why']}\t{each['ours']}\t{each['theirs']}")
    write(options.json, summary)


def chosen(genome: Genome) -> list[Row]:
    """Return the rows, by place: position, REF, ALTs."""
    draw = random.Random(SEED)
    places = [int(site["position_1based_hg38"]) for site in known_sites()]
    rows: list[Row] = []
    for kind, count in KINDS.items():
        for place in draw.choices(places, k=count):
            position = place + draw.randint(-BESIDE, BESIDE)
            ref = bases(genome, position, 1 if kind != "deletion" else 1 + draw.randint(1, 20))
            added = "".join(draw.choices("ACGT", k=draw.randint(1, 12)))
            other = draw.choice([each for each in "ACGT" if each != ref[0]])
            rows.append((position, ref, [{"snv": other, "insertion": ref + added, "deletion": ref[0]}[kind]]))
    return sorted(rows + special(genome))


def special(genome: Genome) -> list[Row]:
    """Return a row for each rule beside: SLC5A1's donor at 32,067,039, an acceptor of SLC5A4, and no gene."""
    donor = 32_067_039

    def row(position: int, length: int, *alts: str) -> Row:
        ref = bases(genome, position, length)
        return position, ref, [alt.replace("REF", ref[0]) for alt in alts]

    return [
        row(donor - 3, 3, "TTA"),  # several bases by several: dots
        row(donor - 5, 61, "REF"),  # longer than the distance
        row(donor - 70, 100, "REF"),  # the longest that is scored
        row(donor - 70, 101, "REF"),  # too long
        row(donor - 2, 1, "REF" + "ACGGT" * 24),  # an insertion of 120
        row(donor, 1, "A", "T", "REFTA"),  # several alleles
        row(32_115_000, 1, "A", "C", "G", "T"),  # outside of genes
        row(32_113_020, 4, "REF"),  # N behind the last base of the gene
    ]


def records(genome: Genome, rows: list[Row]) -> list[list[list[str]]]:
    """Return our records of each row, without and with the mask."""
    model = load_spliceai()
    genes = Genes(read_table(table_path("grch38")), ContigNames(genome.lengths, None, genome.path))
    plain, masked = (SpliceScorer(model, genome, genes, Rules(mask=mask)) for mask in (False, True))
    return [
        [
            [str(each) for alt in alts for each in scorer.records(variant(row, alt))]
            for scorer in (plain, masked)
        ]
        for row in rows
        for alts in [row[2]]
    ]


def variant(row: Row, alt: str) -> Variant:
    """Return an allele of a row."""
    return Variant("chr22", row[0], row[1], alt)


def original(
    peer: Path, work: Path, processes: int, genome: Genome, rows: list[Row]
) -> list[list[list[str]]]:
    """Return the original's records of each row, without and with the mask."""
    fasta = work / "chr22.fa"
    if not fasta.exists():
        write_padded(genome, fasta)
    found: list[list[list[str]]] = [[] for _ in rows]
    parts = [range(number, len(rows), processes) for number in range(processes)]
    running = []
    for number, part in enumerate(parts):
        vcf, lines = (work / f"{number}-of-{processes}.{ending}" for ending in ("vcf", "jsonl"))
        vcf.write_text(
            f"##fileformat=VCFv4.2\n##contig=<ID=chr22,length={LENGTH}>\n"
            "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
            + "".join(
                f"chr22\t{rows[each][0]}\t.\t{rows[each][1]}\t{','.join(rows[each][2])}\t.\t.\t.\n"
                for each in part
            ),
            encoding="utf-8",
        )
        script = str(Path("benchmarks/dna/spliceai_peer.py"))
        log = (work / f"{number}-of-{processes}.log").open("w", encoding="utf-8")
        command = [str(peer), script, str(fasta), str(vcf), str(lines)]
        running.append((part, lines, subprocess.Popen(command, stdout=log, stderr=log)))
    for part, lines, process in running:
        if process.wait():
            raise SystemExit(f"the original ended with {process.returncode}; see the logs in {work}")
        for each, line in zip(part, lines.read_text(encoding="utf-8").splitlines(), strict=True):
            found[each] = json.loads(line)
    return found


def write_padded(genome: Genome, path: Path) -> None:
    """Write the slice as the whole of chr22, N where nothing is known, 60 bases a line."""
    known = genome.known("chr22")[0]
    middle = genome.read("chr22", known.start, known.end).tobytes().decode("ascii").upper()
    text = "N" * known.start + middle + "N" * (LENGTH - known.end)
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(">chr22\n")
        file.writelines(text[begin : begin + 60] + "\n" for begin in range(0, LENGTH, 60))
    partial.rename(path)


def compared(row: Row, ours: list[list[str]], theirs: list[list[str]]) -> dict[str, Any]:
    """Return how many records of a row are equal, and what kind of difference the others have."""
    differences, equal, count = [], 0, 0
    for a, b in zip(ours, theirs, strict=True):
        count += max(len(a), len(b))
        if len(a) != len(b):
            differences.append({"why": "other records", "row": row, "ours": a, "theirs": b})
            continue
        for x, y in zip(a, b, strict=True):
            equal += x == y
            if x != y:
                differences.append({"why": why(x, y), "row": row, "ours": x, "theirs": y})
    return {"records": count, "equal": equal, "differences": differences}


def why(ours: str, theirs: str) -> str:
    """Return what tells two records apart: a score, an offset of a score, or one of a score of nothing."""
    a, b = ours.split("|"), theirs.split("|")
    if [x.lstrip("-") for x in a[:6]] != [x.lstrip("-") for x in b[:6]]:
        return "another score"
    if a[:6] != b[:6]:
        return "the sign of 0.00"
    wrong = [a[2 + k] for k in range(4) if a[6 + k] != b[6 + k]]
    return "an offset" if any(float(each) for each in wrong) else "the offset of a score of 0.00"


if __name__ == "__main__":
    main()
