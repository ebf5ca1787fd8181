import gzip
import random
import shutil
import subprocess

import numpy as np
import pybigtools
import pysam
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.marks.binarize import Tallies, binary_marks, stacked, write_counts
from babelix.chromatin.marks.cellmark import read_cellmark
from babelix.chromatin.marks.counting import Counting
from babelix.chromatin.marks.threshold import Rule
from babelix.genome.sizes import read_sizes

SIZES = {"chrB": 60053, "chrA": 40199, "chrC": 10007}


def run(table, reads, sizes, counting=None, rule=None, stack=False, **options):
    experiments = read_cellmark(table, reads)
    tallies = Tallies()
    found = binary_marks(
        stacked(experiments) if stack else experiments,
        read_sizes(sizes),
        sizes,
        counting or Counting(),
        rule or Rule(),
        tallies,
        **options,
    )
    return {f"{each.cell}_{each.chrom}": each for each in found}, tallies


@pytest.mark.slow
@pytest.mark.figure
@pytest.mark.parametrize("kind", ["noctl", "ctl", "bam"])
def test_shared_reads_have_no_mismatching_bin(dataset, kind):
    paths = dataset("epicseg-reads")
    found, tallies = run(paths[f"table-{kind}"], paths["H3K4me3.bed"].parent, paths["sizes"])
    lines = gzip.decompress(paths[f"expected-{kind}"].read_bytes()).decode().splitlines()
    cells = np.frombuffer("".join(f"{line}\n" for line in lines[2:]).encode("ascii"), np.uint8)
    expected = cells[::2].reshape(len(lines) - 2, -1) - ord("0")
    (marks,) = found.values()
    assert (marks.cell, marks.chrom) == tuple(lines[0].split("\t"))
    assert marks.marks == tuple(lines[1].split("\t"))
    assert int((marks.values != expected).sum()) == 0
    assert tallies.total() == {"counted": 278291}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sizes").write_text("".join(f"{name}\t{size}\n" for name, size in SIZES.items()))
    return tmp_path


def write_bed(path, draw, chroms, count=700):
    rows = []
    for _ in range(count):
        chrom, length = draw.choice(chroms), draw.choice([1, 36, 75, 200, 401])
        middle = draw.gauss(0.3, 0.05) if draw.random() < 0.7 else draw.random()
        start = max(0, min(int(middle * SIZES[chrom]), SIZES[chrom] - length))
        rows.append(f"{chrom}\t{start}\t{start + length}\tr\t0\t{draw.choice('+-')}\n")
    path.write_text("".join(rows))


def two_cells(folder, control):
    draw = random.Random(11)
    rows = []
    for cell, chroms, marks in (("X", ["chrA", "chrB"], "zm"), ("W", ["chrB"], "ma")):
        for mark in marks:
            write_bed(folder / f"{cell}{mark}.bed", draw, chroms)
            write_bed(folder / f"{cell}{mark}c.bed", draw, chroms)
            rows.append(f"{cell}\t{mark}\t{cell}{mark}.bed" + (f"\t{cell}{mark}c.bed" if control else ""))
    (folder / "table").write_text("\n".join(rows) + "\n")


def test_missing_marks_are_two_and_marks_are_sorted(folder):
    two_cells(folder, False)
    found, tallies = run(folder / "table", folder, folder / "sizes")
    assert sorted(found) == ["W_chrB", "X_chrA", "X_chrB"]
    assert found["W_chrB"].marks == ("a", "m", "z")
    assert (found["W_chrB"].values[:, 2] == 2).all()
    assert set(np.unique(found["X_chrA"].values[:, 1:])) == {0, 1}
    assert found["X_chrB"].values.shape == (300, 3)
    assert sum(found["W_chrB"].shares().values()) < 3
    assert tallies.total()["counted"] + tallies.total().get("outside the bins", 0) == 2800


@pytest.mark.slow
@pytest.mark.parametrize("control", [False, True])
@pytest.mark.parametrize(
    ("asked", "counting", "rule"),
    [
        ([], {}, {}),
        (
            ["-b", "150", "-center", "-p", "0.01", "-f", "2.5"],
            {"bin_size": 150, "center": True},
            {"p_value": 0.01, "fold": 2.5},
        ),
        (["-peaks"], {"peaks": True}, {}),
        (
            ["-n", "30", "-strictthresh", "-u", "2", "-w", "2"],
            {"shift": 30},
            {"strict": True, "pseudocount": 2, "flank": 2},
        ),
        (["-s", "1", "-e", "0", "-g", "4"], {"offset_start": 1, "offset_end": 0}, {"least": 4}),
    ],
)
def test_chromhmm_itself_gives_the_same_bins(folder, control, asked, counting, rule):
    if shutil.which("ChromHMM") is None:
        pytest.skip("ChromHMM is not installed (Debian's package chromhmm)")
    two_cells(folder, control)
    places = [folder / "sizes", folder, folder / "table", folder / "out"]
    command = ["ChromHMM", "BinarizeBed", *asked, "-t", folder / "signal", *places]
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    found, _ = run(folder / "table", folder, folder / "sizes", Counting(**counting), Rule(**rule))
    theirs = {path.name.removesuffix("_binary.txt"): path for path in (folder / "out").iterdir()}
    assert sorted(found) == sorted(theirs)
    for name, marks in found.items():
        assert int((marks.values != table_of(theirs[name])).sum()) == 0
        assert int((marks.counts != table_of(folder / "signal" / f"{name}_signal.txt")).sum()) == 0
        ours = write_counts(folder / "ours", marks).read_text()
        assert ours.splitlines()[:2] == theirs[name].read_text().splitlines()[:2]


def table_of(path):
    return np.array([line.split("\t") for line in path.read_text().splitlines()[2:]], np.float64)


def test_stacking_makes_marks_of_cells(folder):
    two_cells(folder, False)
    found, _ = run(folder / "table", folder, folder / "sizes", stack=True)
    assert sorted(found) == ["genome_chrA", "genome_chrB"]
    assert found["genome_chrB"].marks == ("W_a", "W_m", "X_m", "X_z")
    assert (found["genome_chrB"].values < 2).all()


def test_a_mark_without_reads_is_refused(folder):
    two_cells(folder, False)
    (folder / "Wa.bed").write_text("chrA\t0\t36\tr\t0\t-\n" * 0 + "chrC\t10001\t10006\tr\t0\t+\n")
    with pytest.raises(RequestError, match=r"Wa\.bed: nothing of mark a of cell W counts on any chromosome"):
        run(folder / "table", folder, folder / "sizes")


def test_a_file_named_twice_counts_once(folder):
    write_bed(folder / "a.bed", random.Random(3), ["chrA"])
    (folder / "table").write_text("X\tm\ta.bed\nX\tm\ta.bed\n")
    found, _ = run(folder / "table", folder, folder / "sizes", Counting(shift=0))
    assert found["X_chrA"].counts.sum() in (699, 700)


def test_signals_follow_the_same_rule(folder):
    values = np.random.default_rng(2).exponential(1.3, 200)
    rows = [("chrA", 200 * i, 200 * i + 200, float(v)) for i, v in enumerate(values) if i % 7]
    pybigtools.open(str(folder / "a.bw"), "w").write(SIZES, rows)
    (folder / "table").write_text("X\tm\ta.bw\n")
    found, _ = run(folder / "table", folder, folder / "sizes", missing_signal=True)
    kept = np.where(np.arange(200) % 7, values, 0)
    present = found["X_chrA"].values[:, 0]
    assert (present[::7] == 2).all()
    least = Rule().threshold(float(kept.mean()))
    assert (present == 1).tolist() == (kept >= least).tolist()
    (folder / "table").write_text("X\tm\ta.bw\ta.bw\n")
    with pytest.raises(RequestError, match="comes with reads or with a control"):
        run(folder / "table", folder, folder / "sizes")


def test_a_count_that_reaches_the_threshold_is_present(folder):
    bins = [4] * 2 + [9] * 3 + [17]
    (folder / "a.bed").write_text("".join(f"chrA\t{200 * at}\t{200 * at + 36}\tr\t0\t+\n" for at in bins))
    (folder / "table").write_text("X\tm\ta.bed\n")
    found, _ = run(folder / "table", folder, folder / "sizes")
    # 6 reads in 200 bins: two are improbable, one is not.
    assert Rule().threshold(6 / 200) == 2
    assert np.flatnonzero(found["X_chrA"].values[:, 0]).tolist() == [4, 9]


def test_a_chromosome_with_reads_and_no_control_is_left_out_and_does_not_count(samples):
    case = samples / "control_lacks_chr2"
    found, tallies = run(case / "cm.txt", case / "reads", case / "sizes.txt")
    assert list(found) == ["A_chr1"]
    assert tallies.uncontrolled == {"A": ["chr2"]}
    assert (found["A_chr1"].values == table_of(case / "expected" / "A_chr1_binary.txt")).all()


def test_a_control_without_any_read_is_refused(folder):
    write_bed(folder / "a.bed", random.Random(3), ["chrA"])
    (folder / "c.bed").write_text("chrC\t10003\t10006\tr\t0\t+\n")  # past the last whole bin
    (folder / "table").write_text("X\tm\ta.bed\tc.bed\n")
    with pytest.raises(
        RequestError, match=r"c\.bed: the control of mark m of cell X has no read that counts"
    ):
        run(folder / "table", folder, folder / "sizes")


def test_a_chromosome_that_an_earlier_cell_has_a_control_on_is_kept_as_chromhmm_keeps_it_and_told(folder):
    for name, chroms in {
        "W": ["chrA", "chrB"],
        "W-c": ["chrA", "chrB"],
        "X": ["chrA", "chrB"],
        "X-c": ["chrA"],
    }.items():
        write_bed(folder / name, random.Random(name), chroms)
    (folder / "table").write_text("X\tm\tX\tX-c\nW\tm\tW\tW-c\n")
    found, tallies = run(folder / "table", folder, folder / "sizes")
    assert sorted(found) == ["W_chrA", "W_chrB", "X_chrA", "X_chrB"]
    assert (tallies.uncontrolled, tallies.carried) == ({}, {"X": ["chrB"]})
    (folder / "table").write_text("A\tm\tX\tX-c\nW\tm\tW\tW-c\n")
    found, tallies = run(folder / "table", folder, folder / "sizes")
    assert sorted(found) == ["A_chrA", "W_chrA", "W_chrB"]
    assert (tallies.uncontrolled, tallies.carried) == ({"A": ["chrB"]}, {})


def designed(folder, draw):
    """Write random cells, marks, replicates and controls, some without reads on some chromosomes."""
    chroms = list(SIZES)
    rows, control = [], None
    for cell in ("W", "X")[: draw.randint(1, 2)]:
        marks = ["a", "m", "z"][: draw.randint(1, 3)]
        control = None
        for mark in marks:
            name = f"{cell}{mark}.bed"
            write_bed(folder / name, draw, [c for c in chroms if draw.random() < 0.85] or ["chrA"])
            row = [cell, mark, name]
            if draw.random() < 0.65:
                if control is None or draw.random() < 0.5:
                    control = f"{cell}{mark}-control.bed"
                    write_bed(folder / control, draw, [c for c in chroms if draw.random() < 0.6] or ["chrA"])
                row.append(control)
            rows.append(row)
            if draw.random() < 0.2:
                write_bed(
                    folder / f"again-{name}", draw, [c for c in chroms if draw.random() < 0.7] or ["chrB"]
                )
                rows.append([cell, mark, f"again-{name}", *row[3:]])
    (folder / "table").write_text("".join("\t".join(row) + "\n" for row in rows))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_random_designs_are_chromhmms_bin_for_bin(folder, seed):
    if shutil.which("ChromHMM") is None:
        pytest.skip("ChromHMM is not installed (Debian's package chromhmm)")
    designed(folder, random.Random(seed))
    places = [folder / "sizes", folder, folder / "table", folder / "out"]
    said = subprocess.run(
        [str(word) for word in ["ChromHMM", "BinarizeBed", *places]],
        check=True,
        capture_output=True,
        text=True,
    )
    theirs = {path.name.removesuffix("_binary.txt"): path for path in (folder / "out").glob("*_binary.txt")}
    found, tallies = run(folder / "table", folder, folder / "sizes")
    assert sorted(found) == sorted(theirs)
    for name, marks in found.items():
        assert int((marks.values != table_of(theirs[name])).sum()) == 0
    left_out = [f"{cell} {chrom}" for cell, chroms in tallies.uncontrolled.items() for chrom in chroms]
    words = said.stdout + said.stderr
    assert words.count("regular data is found but not control data") == len(left_out)
    assert all(f"{one} regular data is found but not control data" in words for one in left_out)


@pytest.mark.parametrize("place", ["reads", "control"])
def test_a_bam_of_another_assembly_is_refused(folder, place):
    draw = random.Random(7)
    write_bed(folder / "a.bed", draw, ["chrA", "chrB"])
    header = {"SQ": [{"SN": "chrC", "LN": SIZES["chrC"]}, {"SN": "chrB", "LN": 60054}]}
    with pysam.AlignmentFile(str(folder / "b.bam"), "wb", header=header):
        pass
    (folder / "t").write_text("X\tm\tb.bam\n" if place == "reads" else "X\tm\ta.bed\tb.bam\n")
    with pytest.raises(RequestError, match=r"b\.bam: chrB has 60054 bases there and 60053 in .*sizes"):
        run(folder / "t", folder, folder / "sizes")
