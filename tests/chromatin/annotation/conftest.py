import random
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@pytest.fixture
def chromhmm():
    """Return a function that runs a command of ChromHMM and returns the table it wrote, without pictures."""
    if shutil.which("ChromHMM") is None:
        pytest.skip("ChromHMM is not installed (Debian's package chromhmm)")

    def run(command: str, *words: object, out: Path) -> str:
        line = ["ChromHMM", command, "-noimage", *map(str, words), str(out)]
        subprocess.run(line, check=True, capture_output=True)
        return out.with_name(f"{out.name}.txt").read_text()

    return run


# Bases in a bin, the names of states, and what ChromHMM must be told of these names.
DESIGNS = [
    (200, "E{}", []),
    (1000, "E{}", []),
    (50, "T{}", []),
    (137, "{}", []),
    (500, "{}_Tss", ["-labels"]),
    (1000, "E{}_Enh", ["-labels"]),
]


@dataclass(frozen=True)
class Design:
    """Random segments of six of thirteen states, anchors and a feature, and what to tell ChromHMM of them."""

    segments: Path
    anchors: Path
    features: Path
    bin_size: int
    words: list[str]


@pytest.fixture(params=DESIGNS, ids=lambda each: f"{each[1]}-{each[0]}")
def design(request, tmp_path) -> Design:
    """Chromosomes' ends cut a bin, and no anchor has a bin far upstream of it."""
    bin_size, name, words = request.param
    draw = random.Random(bin_size)
    rows = []
    for chrom, bins in (("chr1", 97), ("chr10", 53)):
        cuts = sorted(draw.sample(range(1, bins), 23))
        for start, end in zip([0, *cuts], [*cuts, bins], strict=True):
            state = name.format(draw.choice([1, 2, 3, 10, 11, 13]))
            last = end * bin_size - (bin_size // 3 if end == bins else 0)
            rows.append(f"{chrom}\t{start * bin_size}\t{last}\t{state}\n")
    found = Design(tmp_path / "segments.bed", tmp_path / "a.txt", tmp_path / "features", bin_size, words)
    found.segments.write_text("".join(rows))
    near = [draw.randrange(9 * bin_size) for _ in range(7)]
    found.anchors.write_text("".join(f"chr10\t{place}\t+\n" for place in near) + "chr7\t5\t-\n")
    found.features.mkdir()
    starts = [draw.randrange(97 * bin_size) for _ in range(19)]
    rows = [f"chr1\t{start}\t{start + draw.randrange(1, 5 * bin_size)}\n" for start in starts]
    (found.features / "genes.bed").write_text("".join(rows))
    return found
