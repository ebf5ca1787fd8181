"""The memory of `babelix tracks` over a short contig and a long one: it holds a window, however long the contig.

    python -m benchmarks.dna.memory --json memory.json                         (a model that counts G; no data set)
    python -m benchmarks.dna.memory --model spliceai --window 15000 --short 16569 --long 100000

Writes a FASTA with a short and a long contig (and reads it plain and bgzipped), predicts over each in a process of its
own, with BigWigs, and prints the most memory that each process held and the ratio. With `--fasta` the shortest and the
longest contig of a file are taken. Repeats are in turn.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pysam
from torch import Tensor

from babelix.genome.contigs import Genome
from babelix.tracks.model import Geometry, Track
from babelix.workflows.dna import models
from babelix.workflows.dna.places import Source, Where
from babelix.workflows.dna.tracks import Wanted, predict_tracks
from benchmarks.measure import arguments, in_turn, ratio, spread, write

LINE = 60


class Counter:
    """G on either strand in bins of 32 bases: a model that costs nothing, so that what is measured is the way there."""

    name = "counter"
    assembly: str | None = None
    geometry = Geometry(window=65_536, bin=32, crop=8, multiple=32)
    tracks: tuple[Track, ...] = (Track("G+", 1, "", 1), Track("G-", -1, "", 0))

    def forward(self, one_hot: Tensor) -> Tensor:
        """Return how many (batch, bins, 2)."""
        counts: Tensor = one_hot.unflatten(1, (-1, 32)).sum(2)
        return counts[:, 8:-8, [2, 1]]


def main() -> None:
    """Measure both contigs in turn, in each form of the file; print and write."""
    parser = arguments(__doc__, 3)
    parser.add_argument("--model", default="counter", help="counter, or a model of babelix (counter)")
    parser.add_argument("--window", type=int, help="bases that the model reads at a time (the model's)")
    parser.add_argument("--short", type=int, default=1_000_000, help="bases of the short contig (1000000)")
    parser.add_argument("--long", type=int, default=100_000_000, help="and of the long one (100000000)")
    parser.add_argument("--fasta", type=Path, help="take its shortest and longest contig instead")
    parser.add_argument("--child", nargs=3, metavar=("FASTA", "CONTIG", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        fasta, contig, out = options.child
        print(json.dumps(measured((fasta, contig, Path(out)), options.model, options.window)))
        return
    with tempfile.TemporaryDirectory() as folder:
        files = [options.fasta] if options.fasta else written(Path(folder), options.short, options.long)
        results = [
            compared(path, Path(folder), options.model, options.window, options.repeats) for path in files
        ]
    write(options.json, results)


def compared(fasta: Path, folder: Path, model: str, window: int | None, repeats: int) -> dict[str, object]:
    """Return the most memory, in MiB, of the shortest and the longest contig of a file, and the ratio."""
    lengths = Genome.open(fasta, folder / "indices").lengths
    short, long = min(lengths, key=lambda one: lengths[one]), max(lengths, key=lambda one: lengths[one])

    def child(contig: str) -> float:
        line = [sys.executable, "-m", "benchmarks.dna.memory", "--model", model]
        line += ["--window", str(window)] if window else []
        told = subprocess.run(
            [*line, "--child", str(fasta), contig, str(folder / "out")], check=True, stdout=subprocess.PIPE
        )
        return float(json.loads(told.stdout)["mebibytes"])

    found = in_turn({"short": lambda: child(short), "long": lambda: child(long)}, repeats)
    times = ratio(found["long"], found["short"])
    sides = [
        f"{name} of {lengths[name]:,} bases {spread(found[side])} MiB"
        for side, name in (("short", short), ("long", long))
    ]
    print(
        f"{fasta.name}, {model}: {', '.join(sides)}: {times.median:.3f} ({times.least:.3f} to {times.most:.3f})"
    )
    return {
        "fasta": fasta.name,
        "model": model,
        "bases": [lengths[short], lengths[long]],
        "mebibytes": found,
        "ratio": times.median,
        "ratio_spread": [times.least, times.most],
    }


def measured(what: tuple[str, str, Path], model: str, window: int | None) -> dict[str, float]:
    """Predict over a contig of a FASTA into a folder, in this process; return the most memory that it held, in MiB."""
    fasta, contig, out = what
    models.MODELS["counter"] = lambda device: Counter()
    predict_tracks(model, Source(fasta), Where(contigs=contig), Wanted(window=window, bigwig=out))
    return {"mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def written(folder: Path, short: int, long: int) -> list[Path]:
    """Write two contigs of random bases as a plain FASTA and a bgzipped one; return both."""
    rng = random.Random(1)
    plain, packed = folder / "two.fa", folder / "two.fa.gz"
    with plain.open("w", encoding="ascii") as file:
        for name, length in (("short", short), ("long", long)):
            file.write(f">{name}\n")
            for begin in range(0, length, LINE * 10_000):
                bases = "".join(rng.choices("ACGT", k=min(LINE * 10_000, length - begin)))
                file.writelines(f"{bases[at : at + LINE]}\n" for at in range(0, len(bases), LINE))
    pysam.tabix_compress(str(plain), str(packed), force=True)
    return [plain, packed]


if __name__ == "__main__":
    main()
