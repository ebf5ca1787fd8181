"""A VCF with every kind of row, scored against a slice of chr22 by SpliceAI: fates, the same bytes, what is refused.

    python -m benchmarks.dna.fates --json fates.json     (`spliceai` installed, the data sets at hand, bcftools or not)

Prints the fate of every allele; scores the file again with `--batch-size 4`, killed (SIGKILL) and resumed, and in two
shards at a time, and says whether VCF, table and Parquet are the same bytes; lets `bcftools view` read the VCF; shows
what is said of files that cannot be scored. Nothing is timed, so one repeat is all.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pysam

from babelix import data
from babelix.genome.contigs import Genome
from benchmarks.measure import arguments, write

FIRST, LAST, DONOR = 32_000_001, 32_300_000, 32_067_040
OFFSET = f"chr22:{FIRST}"
SETTINGS = ("--offset", OFFSET, "--model", "spliceai", "--effect-window", "11", "--threads", "1")
FILES = ("scored.vcf.gz", "scored.tsv", "scored.parquet")
HEAD = (
    "##fileformat=VCFv4.2\n##contig=<ID=chr22>\n##contig=<ID=chrUn>\n"
    '##INFO=<ID=NOTE,Number=1,Type=String,Description="100% of it">\n'
    '##INFO=<ID=DB,Number=0,Type=Flag,Description="in dbSNP">\n'
    '##INFO=<ID=END,Number=1,Type=Integer,Description="end">\n'
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="genotype">\n'
)
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts1\n"


def rows(genome: Genome) -> list[tuple[str, str, int, str, str, str]]:
    """Return every kind of row: what it is, and its contig, position, REF, ALT and INFO."""

    def ref(position: int, bases: int = 1) -> str:
        found = genome.read("chr22", position - 1, position - 1 + bases)
        return found.tobytes().decode().upper()

    def other(position: int, after: int = 1) -> str:
        return "ACGT"["ACGTACGT".index(ref(position)) + after :][:1] or "A"

    at = DONOR
    three = "".join(other(at + 12 + each) for each in range(3))
    return [
        ("SNV, two alleles", "chr22", at, ref(at), f"{other(at)},{other(at, 2)}", "NOTE=50%25;DB"),
        ("insertion", "chr22", at + 1, ref(at + 1), ref(at + 1) + "AC", "."),
        ("deletion", "chr22", at + 5, ref(at + 5, 4), ref(at + 5), "DB"),
        ("several bases", "chr22", at + 12, ref(at + 12, 3), three, "."),
        ("lower case", "chr22", at + 16, ref(at + 16).lower(), other(at + 16).lower(), "NOTE=%"),
        ("symbolic", "chr22", at + 20, ref(at + 20), "<DEL>", f"END={at + 90}"),
        ("breakend", "chr22", at + 21, ref(at + 21), f"{ref(at + 21)}[chr22:{at + 99}[", "."),
        ("star beside an SNV", "chr22", at + 22, ref(at + 22), f"*,{other(at + 22)}", "."),
        ("another REF", "chr22", at + 23, other(at + 23), ref(at + 23), "."),
        ("N in REF", "chr22", at + 24, "N", other(at + 24), "."),
        ("no allele", "chr22", at + 25, ref(at + 25), ".", "."),
        ("position 0", "chr22", 0, "N", "A", "."),
        ("wider than what is compared", "chr22", at + 26, ref(at + 26, 14), ref(at + 26), "."),
        ("outside the slice", "chr22", 17_560_000, "A", "G", "."),
        ("another contig", "chrUn", 100, "A", "G", "."),
        ("the slice's first base", "chr22", FIRST, ref(FIRST), other(FIRST), "."),
        ("the slice's last base", "chr22", LAST, ref(LAST), other(LAST), "."),
    ]


def command(fasta: Path, *words: str) -> list[str]:
    """Return the command line of `babelix variants score` on the slice."""
    start = "import sys; from babelix.cli.main import main; main(sys.argv[1:])"
    return [sys.executable, "-c", start, "variants", "score", *words, "--genome", str(fasta), *SETTINGS]


def wanted(folder: Path, *more: str) -> list[str]:
    """Return the options that write all three files into a new folder."""
    folder.mkdir(exist_ok=True)
    names = zip(("--out", "--table", "--parquet"), FILES, strict=True)
    return [*(word for option, name in names for word in (option, str(folder / name))), *more]


def checksums(folder: Path) -> dict[str, str]:
    """Return the checksum of every file of a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def killed(line: Sequence[str], state: Path) -> int:
    """Run a command, kill it as soon as an allele is kept, and return how many are."""
    with subprocess.Popen(line, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            kept = json.loads(state.read_text())["done"].get("alleles", 0) if state.exists() else 0
            if kept:
                process.send_signal(signal.SIGKILL)
                return int(kept)
            time.sleep(0.05)
    raise SystemExit("the command ended before it could be killed")


def same_bytes(fasta: Path, vcf: Path, folder: Path) -> dict[str, bool]:
    """Score the file in every way and say of each whether its files are those of the plain one."""
    base = [str(vcf), "--skip-mismatches", "--quiet"]
    ways = {"batch size 4": ["--batch-size", "4"], "killed and resumed": ["--resume"], "two processes": []}
    subprocess.run(command(fasta, *base, *wanted(folder / "plain")), check=True)
    first = checksums(folder / "plain")
    found = {}
    for way, more in ways.items():
        place = folder / way.replace(" ", "-")
        words = wanted(place)
        if way == "killed and resumed":
            kept = killed(command(fasta, *base, *words), place / f"{FILES[0]}.scores.part.json")
            print(f"killed when {kept} alleles were kept")
        if way == "two processes":
            started = [
                subprocess.Popen(
                    command(fasta, *base, *words), env={**os.environ, "RANK": rank, "WORLD_SIZE": "2"}
                )
                for rank in ("0", "1")
            ]
            codes = [process.wait() for process in started]
            if any(codes):
                raise SystemExit(f"a share failed: {codes}")
        else:
            subprocess.run(command(fasta, *base, *words, *more), check=True)
        found[way] = checksums(place) == first
    return found


def refusals(fasta: Path, vcf: Path, shared: Path, folder: Path) -> dict[str, str]:
    """Return what is said of files that cannot be scored."""
    packed = folder / "cut.vcf.gz"
    pysam.tabix_compress(str(vcf), str(packed))
    packed.write_bytes(packed.read_bytes()[:-40])
    cases = {
        "empty file": ("empty.vcf", ""),
        "no row": ("norow.vcf", HEAD + COLUMNS),
        "no #CHROM line": ("headless.vcf", HEAD + "chr22\t32067040\t.\tG\tA\t.\t.\t.\n"),
    }
    places = {name: folder / file for name, (file, _) in cases.items()}
    for name, (_, text) in cases.items():
        places[name].write_text(text)
    places |= {
        "truncated bgzip": packed,
        "another place of the contig": shared,
        "missing": folder / "none.vcf",
    }
    said = {}
    for name, path in places.items():
        done = subprocess.run(
            command(fasta, str(path), "--table", str(folder / "no.tsv")), capture_output=True
        )
        said[name] = f"{done.returncode}: {done.stderr.decode().strip()}"
    if list(folder.glob("no.tsv*")):
        raise SystemExit("a refused file left something behind")
    return said


def read_by_bcftools(path: Path) -> str:
    """Return what `bcftools view` says of a VCF."""
    program = shutil.which("bcftools")
    if program is None:
        return "bcftools is not installed"
    done = subprocess.run([program, "view", str(path)], capture_output=True, text=True)
    return f"{done.returncode}: {done.stderr.strip() or 'no warning'}"


def main() -> None:
    """Write the VCF, score it in every way, compare, print and write."""
    options = arguments(__doc__, 1).parse_args()
    slice_, gene = data.find("chr22-slice"), data.find("chr22-gene")
    if slice_ is None or gene is None:
        raise SystemExit(data.missing("chr22-slice" if slice_ is None else "chr22-gene"))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        kinds = rows(Genome.open(slice_["fasta"], folder, OFFSET))
        vcf = folder / "calls.vcf"
        body = "".join(
            "\t".join((c, str(p), ".", r, a, ".", "PASS", i, "GT", "0/1")) + "\n"
            for _, c, p, r, a, i in kinds
        )
        vcf.write_text(HEAD + COLUMNS + body)
        same = same_bytes(slice_["fasta"], vcf, folder)
        with pysam.BGZFile(str(folder / "plain" / FILES[0])) as file:
            scored = [line.split("\t") for line in map(bytes.decode, file) if not line.startswith("#")]
        fates = {
            kind[0]: row[7].partition("BABELIX_FATE=")[2].split(";")[0]
            for kind, row in zip(kinds, scored, strict=True)
        }
        bcftools = read_by_bcftools(folder / "plain" / FILES[0])
        said = refusals(slice_["fasta"], vcf, gene["vcf"], folder)
    for title, found in (
        ("fate", fates),
        ("same bytes", same),
        ("refused", said),
        ("bcftools", {"view": bcftools}),
    ):
        for name, value in found.items():
            print(f"{title}\t{name}\t{value}")
    write(options.json, {"fates": fates, "same_bytes": same, "refused": said, "bcftools": bcftools})


if __name__ == "__main__":
    main()
