from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.enrichment.constraint import Drawing, Files, People, measure_constraint

HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
ROWS = (
    "1 12 . A G . . AF=0.5;AA=a",
    "1 42 . A G . . AF=0.1;AA=G",
    "1 45 . A G . . .",
    "1 71 . AC A . . AF=0.2",
    "1 90 . A G . . AF=0.2;AA=.",
    "9 5 . A G . . AF=0.2",
)


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.vcf").write_text(HEAD + "".join("\t".join(row.split()) + "\n" for row in ROWS))
    (tmp_path / "gerp.bed").write_text("chr1\t10\t30\nchr1\t60\t65\nchr2\t1\t9\n")
    (tmp_path / "exons.bed").write_text("1\t20\t25\n1\t40\t50\n")
    blocks = ["chr1", "40", "100", "T1", "0", "+", "44", "50", "0", "2", "10,5,", "0,55,"]
    (tmp_path / "genes.bed12").write_text("\t".join(blocks) + "\n")
    (tmp_path / "dhs.bed").write_text("chr1\t5\t28\nchr1\t62\t70\n")
    (tmp_path / "sizes").write_text("chr1\t100\nchr2\t50\n")
    return tmp_path


def measured(annotation="DHS=dhs.bed", constrained="gerp.bed", exons="exons.bed", sizes="sizes", people=None):
    files = Files(Path(exons), *(each and Path(each) for each in (constrained, sizes)))
    return measure_constraint([annotation], files, people, Drawing(20, 100, 1))


def test_shares_outside_exons(files):
    found = measured()
    dhs, every = found.shares
    assert (dhs.bases, dhs.constrained) == (26, 16)
    assert (every.bases, every.constrained) == (85, 20)
    assert (found.bases, found.chromosomes, found.ends_assumed) == (100, {"chr1": 100}, False)
    assert found.left_out == {"chr2": "nothing of it in exons.bed, DHS"}
    assert found.joined == {"1": "chr1"}


def test_without_sizes_a_chromosome_ends_where_its_files_do(files):
    found = measured(sizes=None)
    assert (found.chromosomes, found.ends_assumed) == ({"1": 70}, True)
    assert found.joined == {"chr1": "1"}


def test_people_in_what_codes_in_elements_and_elsewhere(files):
    found = measured(exons="genes.bed12", constrained=None, people=People(Path("x.vcf")))
    assert [(each.name, each.bases, each.variants) for each in found.diversity] == [
        ("coding", 6, 0),
        ("other exonic", 4, 1),
        ("DHS, outside exons", 25, 1),
        ("in none of these", 44, 1),
    ]
    assert found.shares == ()
    assert found.span == {"chr1": 79}
    assert found.variants == {
        "SNVs": 3,
        "without a frequency": 1,
        "no SNVs": 1,
        "on 9, which not all files have": 1,
    }
    element = found.diversity[2]
    assert (element.diversity.value, element.derived.value) == (0.5 / 25, 0.5)


def test_where_variants_were_looked_for_may_be_told(files):
    (files / "called.bed").write_text("chr1\t0\t20\nchr1\t80\t100\n")
    found = measured(people=People(Path("x.vcf"), looked_at=Path("called.bed")))
    assert found.span == {"chr1": 40}
    assert [(each.bases, each.variants) for each in found.diversity] == [(0, 0), (15, 1), (25, 1)]
    (files / "called.bed").write_text("chr9\t0\t20\n")
    with pytest.raises(RequestError, match=r"called\.bed has nothing on the chromosomes of x\.vcf"):
        measured(people=People(Path("x.vcf"), looked_at=Path("called.bed")))


def test_a_chromosome_left_out_is_left_out_among_people_too(files):
    with (files / "x.vcf").open("a") as file:
        file.write("2\t5\t.\tA\tG\t.\t.\tAF=0.2\n")
    found = measured(people=People(Path("x.vcf")))
    assert "chr2" in found.left_out
    assert (list(found.span), found.variants["on 2, which not all files have"]) == (["chr1"], 1)
    with (files / "x.vcf").open("a") as file:
        file.write("1\t101\t.\tA\tG\t.\t.\tAF=0.2\n")
    with pytest.raises(RequestError, match=r"x\.vcf: an SNV stands at 101, beyond chr1, which has 100 bases"):
        measured(people=People(Path("x.vcf")))


def test_two_names_of_a_contig_in_one_file_of_exons_are_one(files):
    (files / "exons.bed").write_text("1\t20\t25\nchr1\t40\t50\n")
    assert measured(sizes=None).shares[0].bases == 26


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"constrained": None}, "expected `constrained`, .*, or `vcf`"),
        ({"annotation": "DHS=far.bed"}, r"no chromosome is in all files \(chr1: nothing of it in DHS"),
        (
            {"annotation": "DHS=long.bed"},
            r"long\.bed: an interval ends at 280, beyond chr1, which has 100 bases in sizes",
        ),
        (
            {"people": People(Path("far.vcf"))},
            r"far\.vcf has no SNV with a frequency on a chromosome of the elements",
        ),
    ],
)
def test_files_that_do_not_meet_are_refused(files, changed, said):
    (files / "far.bed").write_text("chr7\t5\t28\n")
    (files / "long.bed").write_text("chr1\t5\t280\n")
    (files / "far.vcf").write_text(HEAD + "9\t5\t.\tA\tG\t.\t.\tAF=0.2\n")
    with pytest.raises(RequestError, match=said):
        measured(**changed)
    with pytest.raises(RequestError, match=r"`rare` 0\.7: expected a frequency between 0 and 0\.5"):
        People(Path("x.vcf"), rare=0.7)


@pytest.mark.slow
@pytest.mark.figure
def test_finding_two_on_chr1(dataset):
    constraint, peaks = dataset("constraint-chr1"), dataset("open-chromatin-hg19")
    given = [f"DHS={peaks['DNase-fetal-small-intestine-DS16712']}", f"AluY={constraint['aluy']}"]
    found = measure_constraint(
        given, Files(constraint["exons"], constraint["constrained"], dataset("annotations-hg19")["sizes"])
    )
    dhs, alu, every = (each.share.value or 0 for each in found.shares)
    assert (round(dhs, 3), round(every, 4)) == (0.174, 0.0553)
    assert 0 < alu < 1e-4
