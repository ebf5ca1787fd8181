import pytest

from babelix.base.errors import RequestError
from babelix.genome.contig_names import ContigNames, ensembl, joined, read_pairs, spoken, ucsc


def test_two_ways_of_writing_a_name():
    assert [ucsc(name) for name in ("4", "chr4", "MT", "chrM")] == ["chr4", "chr4", "chrM", "chrM"]
    assert [ensembl(name) for name in ("4", "chr4", "MT", "chrM")] == ["4", "4", "MT", "MT"]


def test_one_contig_by_the_names_that_tables_have_for_it():
    known = ("chr1", "chr2", "X")
    named = {
        name: joined(name, known) for name in ("chr1", "1", "Chr1", "CHR1", "1.0", "23", "chr23", "chr3")
    }
    assert named == {
        **dict.fromkeys(("chr1", "1", "Chr1", "CHR1", "1.0"), "chr1"),
        "23": "X",
        "chr23": "X",
        "chr3": None,
    }
    assert [joined("chr1", ("Chr1",)), joined("6", ("6.0",)), joined("MT", ("chrM",))] == [
        "Chr1",
        "6.0",
        "chrM",
    ]
    assert joined("1", ("chr1", "1")) == "1"
    assert joined("scaffold.0", ("scaffold",)) is None
    assert [spoken("Chr23"), spoken("1.0"), spoken("IV")] == ["chrX", "1", "IV"]


def test_yeast_is_refused_with_the_remedy_then_mapped(dataset):
    yeast = dataset("yeast")
    from babelix.genome.sizes import read_sizes

    known = read_sizes(yeast["sizes"])
    plain = ContigNames(known, None, "R64-1-1.fa.gz")
    with pytest.raises(
        RequestError,
        match=r"x.bed: contig 'chrIV' is not in R64-1-1.fa.gz, which has .*; `rename_contigs` "
        "ensembl maps chrIV to IV",
    ):
        plain.genome_name("chrIV", "x.bed")
    assert ContigNames(known, "ensembl", "g").genome_name("chrIV", "x.bed") == "IV"
    with pytest.raises(
        RequestError, match=r"`rename_contigs` FILE maps names by .*; a line of chr4 and IV, perhaps"
    ):
        plain.genome_name("chr4", "x.bed")
    assert plain.find("chr4") is None
    mapped = ContigNames(known, yeast["contig-names"], "g")
    assert [mapped.genome_name(f"chr{number}", "x") for number in range(1, 17)] == list(known)
    assert mapped.genome_name("IV", "x") == "IV"
    with pytest.raises(RequestError, match=r"`rename_contigs` .*contig-names.tsv,ensembl maps chrIV to IV"):
        mapped.genome_name("chrIV", "x.gff3")
    both = ContigNames(known, f"{yeast['contig-names']},ensembl", "g")
    assert [both.find(name) for name in ("chr4", "chrIV", "IV", "chr40")] == ["IV", "IV", "IV", None]


def test_a_name_that_the_genome_has_stays():
    assert ContigNames(["IV", "chrI"], "ucsc", "g").find("IV") == "IV"


def test_a_file_may_have_a_comma_in_its_name(tmp_path):
    (tmp_path / "a,b").write_text("x chr1\n")
    assert ContigNames(["chr1"], tmp_path / "a,b", "g").find("x") == "chr1"


def test_the_nearest_name_is_proposed():
    with pytest.raises(RequestError, match=r"which has scaffold_12; .*did you mean 'scaffold_12'"):
        ContigNames(["scaffold_12"], None, "g").genome_name("scafold_12", "x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a b c\n", "line 1: expected two names of one contig"),
        ("x y\n", "no pair with a contig of the genome"),
        ("a b\nb c\n", "line 2: b stands for a already"),
    ],
)
def test_a_file_that_pairs_no_names_is_refused(tmp_path, text, said):
    (tmp_path / "names").write_text("# genome other\n\n" + text)
    said = said.replace("line 1", "line 3").replace("line 2", "line 4")
    with pytest.raises(RequestError, match=said):
        read_pairs(tmp_path / "names", ["a", "c"])


def test_a_way_that_changes_no_name_is_refused():
    with pytest.raises(
        RequestError, match=r"`rename_contigs` ensembl changes no name .* g, which has chr1; use ucsc"
    ):
        ContigNames(["chr1"], "ensembl", "g")
    with pytest.raises(RequestError, match="which has 1; use ensembl, or leave it out"):
        ContigNames(["1"], "ucsc", "g")
    ContigNames(["chr1"], "ensembl,ucsc", "g")


def test_no_such_way():
    with pytest.raises(RequestError, match="`rename_contigs` 'ncbi': expected ucsc, ensembl or a file"):
        ContigNames(["a"], "ncbi", "g")


def test_numbers_of_sex_chromosomes_are_spoken_as_letters():
    assert [spoken(name) for name in ("23", "chr24", "chr2", "X", "26")] == ["X", "chrY", "chr2", "X", "M"]
