import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.workflows.enrichment.coverage import Counted, Drawing, Naming, measure_coverage

NAMES = Naming(name_fields="assay.cell.factor")
FEW = Drawing(block=100, resamples=19, orders=7)


def test_shares_by_hand(sizes, peaks, tmp_path):
    (tmp_path / "exons.bed").write_text(
        "chr1\t50\t120\texon\nchr1\t60\t70\texon\nchr2\t0\t9\texon\nX\t30\t50\tutr\n"
    )
    found = measure_coverage(sizes, [f"TF={peaks}", f"exons={tmp_path / 'exons.bed'}"], drawing=FEW)
    assert (found.genome_bases, dict(found.chromosomes)) == (1009 + 211, {"chr1": 1009, "chrX": 211})
    assert dict(found.left_out) == {"chr2": "no element in TF", "chrM": "no element in any annotation"}
    tf, exons = found.annotations
    assert (tf.files, tf.elements, tf.merged, tf.bases, tf.cumulative) == (3, 4, 3, 290, 290)
    assert (exons.files, exons.elements, exons.merged, exons.bases, exons.cumulative) == (1, 3, 2, 90, 320)
    assert (found.union.bases, found.union.fraction, found.union.cumulative) == (320, 320 / 1220, 320)
    assert found.patterns.shared().tolist() == [[290, 60], [60, 90]]
    assert dict(exons.chromosomes) == {"chr1": 70, "chrX": 20}
    assert [(each.name, each.elements, each.bases) for each in exons.classes] == [
        ("exon", 2, 70),
        ("utr", 1, 20),
    ]
    assert dict(found.joined) == {"X": "chrX"}
    assert tf.interval[0] < tf.fraction < tf.interval[1]


def test_what_is_known_of_files_gives_saturation_and_matrix(sizes, peaks):
    found = measure_coverage(sizes, [f"TF={peaks}"], NAMES, drawing=FEW)
    assert [each.column for each in found.curves] == ["cell", "factor"]
    cells = found.curves[0]
    assert dict(zip(cells.names, cells.alone.tolist(), strict=True)) == {"A": 190, "B": 130}
    assert cells.mean.tolist() == [160, 290]
    assert (found.sets, found.patterns.names) == ("cell", ("A", "B"))
    assert found.patterns.shared().tolist() == [[190, 30], [30, 130]]
    assert found.matrix.bases.tolist() == [[50, 130], [140, -1]]
    assert [each.bases for each in found.thresholds if each.by == "signal"][-1] == 290
    (alone,) = measure_coverage(
        sizes, [f"TF={peaks}"], Naming(None, "assay.cell.factor", "factor"), drawing=FEW
    ).curves
    assert alone.column == "factor"


def test_gaps_and_autosomes(sizes, peaks, tmp_path):
    (tmp_path / "gaps.bed").write_text("chr1\t90\t210\nchr1\t240\t340\n")
    counted = Counted(tmp_path / "gaps.bed", autosomes=True)
    found = measure_coverage(sizes, [f"TF={peaks}"], NAMES, counted, FEW)
    assert (found.genome_bases, found.gap_bases, found.union.bases) == (1009 - 220, 220, 90 + 30 + 10)
    assert found.left_out["chrX"] == "not an autosome"
    whole = measure_coverage(sizes, [f"TF={peaks}"], NAMES, Counted(all_chromosomes=True), FEW)
    assert (whole.genome_bases, dict(whole.left_out)) == (1740, {})


def test_tables_say_the_same(sizes, peaks, tmp_path):
    found = measure_coverage(sizes, [f"TF={peaks}"], NAMES, drawing=FEW, out=tmp_path / "out")
    written = {path.name: path.read_text().splitlines() for path in (tmp_path / "out").iterdir()}
    assert set(written) == set(found.tables())
    assert written["coverage.tsv"][1].split("\t")[:5] == ["TF", "3", "4", "3", "290"]
    assert written["overlaps.tsv"][1].split("\t")[:3] == ["A", "B", "30"]
    assert written["intersections.tsv"][1:] == ["160\t0.131148\tA", "100\t0.0819672\tB", "30\t0.0245902\tA,B"]
    assert written["groups.tsv"][1] == "cell\tA\t190\t0.155738"
    assert len(written["thresholds.tsv"]) == 21


@pytest.mark.parametrize(
    ("naming", "said"),
    [
        (
            Naming(Path("x.tsv"), "a.b"),
            "`samples` and `name_fields` both say what files are; give one of them",
        ),
        (Naming(group="cell"), "`group` 'cell': expected one of none"),
    ],
)
def test_what_cannot_be_asked_together_is_told(sizes, peaks, naming, said):
    with pytest.raises(RequestError, match=said):
        measure_coverage(sizes, [f"TF={peaks}"], naming)


def test_an_annotation_without_an_element_is_told(sizes, tmp_path):
    (tmp_path / "e.bed").write_text("# nothing\n")
    with pytest.raises(
        RequestError, match=r"e\.bed: the annotation E holds no element; give a file with intervals"
    ):
        measure_coverage(sizes, [f"E={tmp_path / 'e.bed'}"])
    with pytest.raises(RequestError, match="`annotation`: expected one NAME=FILE at least"):
        measure_coverage(sizes, [])
    with pytest.raises(RequestError, match="`orders` 0: expected at least 1"):
        measure_coverage(sizes, [f"E={tmp_path / 'e.bed'}"], drawing=Drawing(orders=0))


@pytest.mark.figure
@pytest.mark.slow
def test_the_union_of_some_published_peak_sets(dataset, tmp_path):
    sizes = dataset("annotations-hg19")["sizes"]
    sets = {
        name: path for name, path in dataset("tf-peaks-hg19").items() if name.startswith(("IMR-90", "Panc1"))
    }
    (tmp_path / "tf").mkdir()
    for path in sets.values():
        (tmp_path / "tf" / path.name).symlink_to(path)
    found = measure_coverage(sizes, [f"TF={tmp_path / 'tf'}"], NAMES, drawing=Drawing(resamples=7, orders=3))
    assert (len(found.chromosomes), found.union.bases) == (20, 38_855_893)
    assert np.isclose(found.union.fraction, 0.0149875, atol=1e-6)
    if shutil.which("bedtools") is None:
        pytest.skip("bedtools is not installed: apt-get install bedtools")
    # One small chromosome: it goes base by base.
    unpacked = "; ".join(f"zcat {path}" for path in sets.values())
    line = f"({unpacked}) | awk '$1 == \"chr22\"' | cut -f1-3 | bedtools genomecov -i stdin -g <(grep -w chr22 {sizes})"
    printed = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    (none,) = (row.split("\t") for row in printed if row.startswith("chr22\t0\t"))
    assert int(none[3]) - int(none[2]) == found.union.chromosomes["chr22"]
