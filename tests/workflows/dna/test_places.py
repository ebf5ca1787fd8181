import pytest

from babelix.base.errors import RequestError
from babelix.genome.region import Region
from babelix.workflows.dna.places import Source, Where, asked_regions, genomes_folder, open_genome


@pytest.fixture
def fasta(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "g.fa").write_text(">chr1\nACGTACG\n>chr2\nTTG\n")
    return tmp_path / "g.fa"


def regions(fasta, where, **source):
    return asked_regions(where, *open_genome(Source(str(fasta), **source)))


def test_a_region_is_asked_for_in_the_genomes_words(fasta):
    assert regions(fasta, Where(region="chr1:2-4")) == [Region("chr1", 1, 4)]
    assert regions(fasta, Where(region="1:2-4"), rename_contigs="ucsc") == [Region("chr1", 1, 4)]
    with pytest.raises(
        RequestError, match=r"`region`: contig '1' is not in .*g.fa, .*`rename_contigs` ucsc maps 1"
    ):
        regions(fasta, Where(region="1:2-4"))
    with pytest.raises(RequestError, match=r"`region` chr1:7-8: .*g.fa holds chr1:1-7"):
        regions(fasta, Where(region="chr1:7-8"))


def test_intervals_come_in_the_genomes_order_and_are_checked(fasta, tmp_path):
    bed = tmp_path / "x.bed"
    bed.write_text("chr2\t0\t2\nchr1\t3\t7\nchr1\t1\t1\nchr1\t0\t2\n")
    expected = [Region("chr1", 0, 2), Region("chr1", 3, 7), Region("chr2", 0, 2)]
    assert regions(fasta, Where(bed=bed)) == expected
    bed.write_text("chr1\t0\t2\nchr2\t0\t4\n")
    with pytest.raises(RequestError, match=r"x.bed, line 2: chr2:1-4: .*g.fa holds chr2:1-3"):
        regions(fasta, Where(bed=bed))
    bed.write_text("chr1\t0\t2\nchr3\t0\t4\n")
    with pytest.raises(RequestError, match=r"x.bed, line 2: contig 'chr3' is not in"):
        regions(fasta, Where(bed=bed))
    bed.write_text("chr1\t2\t2\n")
    with pytest.raises(RequestError, match=r"x.bed holds no interval with a base"):
        regions(fasta, Where(bed=bed))


def test_contigs_are_all_or_named(fasta):
    assert regions(fasta, Where(contigs="all")) == [Region("chr1", 0, 7), Region("chr2", 0, 3)]
    assert regions(fasta, Where(contigs="chr2, chr1")) == [Region("chr1", 0, 7), Region("chr2", 0, 3)]
    assert regions(fasta, Where(contigs="chr2"), offset="chr2:101") == [Region("chr2", 100, 103)]
    with pytest.raises(RequestError, match="`contigs`: contig 'chr3'"):
        regions(fasta, Where(contigs="chr3"))
    with pytest.raises(RequestError, match="`contigs` ',': expected all, or names"):
        regions(fasta, Where(contigs=","))


def test_one_of_the_three_is_given(fasta):
    with pytest.raises(RequestError, match="expected one of `region`, `bed` and `contigs`, got none"):
        regions(fasta, Where())
    with pytest.raises(RequestError, match="got `region` and `contigs`"):
        regions(fasta, Where(region="chr1:1-2", contigs="all"))


def test_a_genome_is_found_by_name_in_one_folder(fasta):
    with pytest.raises(
        RequestError, match=r"`genome` 'hg0': no such file, and .*genomes has no hg0.fa; give a FASTA"
    ):
        open_genome(Source("hg0"))
    genomes_folder().mkdir(parents=True)
    kept = genomes_folder() / "hg0.fa"
    kept.write_text(fasta.read_text())
    assert open_genome(Source("hg0"))[0].path == kept
    with pytest.raises(RequestError, match=r"no such file: hg0.fa"):
        open_genome(Source("hg0.fa"))
