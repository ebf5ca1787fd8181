import pytest

from babelix.base.errors import RequestError
from babelix.genome.contigs import Genome
from babelix.genome.region import Region


@pytest.fixture
def opened(write_fasta, tmp_path):
    """Return a function that writes records and opens them as a genome."""
    return lambda records, offset=None: Genome.open(write_fasta(records), tmp_path / "cache", offset)


def text(genome, chrom, start, end):
    return genome.read(chrom, start, end).tobytes().decode()


def test_edges_are_padded_with_n(opened, chains):
    genome = opened(chains)
    assert genome.lengths == {"chr1": 211, "chr2": 97}
    assert text(genome, "chr2", -3, 5) == "NNN" + chains["chr2"][:5]
    assert text(genome, "chr2", 94, 101) == chains["chr2"][94:] + "NNNN"
    assert text(genome, "chr2", 200, 203) == "NNN"
    assert text(genome, "chr2", 5, 5) == ""
    assert not genome.in_slices


def test_a_contig_that_the_genome_lacks_is_not_read_as_n(opened, chains):
    with pytest.raises(
        RequestError, match=r"contig 'chr3' is not in .*g.fa, which has chr1, chr2; read one of these; did"
    ):
        opened(chains).read("chr3", 0, 3)


def test_a_slice_stands_at_its_offset(opened, chains):
    genome = opened({"chr22": chains["chr1"]}, "chr22:1001")
    assert text(genome, "chr22", 1003, 1010) == chains["chr1"][3:10]
    assert text(genome, "chr22", 998, 1002) == "NN" + chains["chr1"][:2]
    assert genome.lengths == {"chr22": 1211}
    assert genome.known("chr22") == [Region("chr22", 1000, 1211)]
    assert genome.in_slices
    # The only record is the slice, whatever its name.
    assert text(opened({"mine": chains["chr1"]}, "chr22:1001"), "chr22", 1003, 1010) == chains["chr1"][3:10]


def test_names_of_slices_and_the_first_of_overlapping_ones(opened):
    genome = opened({"chr2:101-110": "ACGTACGTAC", "chr2:106-115": "TTTTTGGGGG", "chr3": "CA"})
    assert text(genome, "chr2", 98, 117) == "NN" + "ACGTACGTAC" + "GGGGG" + "NN"
    assert genome.lengths == {"chr2": 115, "chr3": 2}
    with pytest.raises(RequestError, match="holds 3 bases, its name says 10"):
        opened({"chr2:101-110": "ACG"})


def test_a_region_must_be_known(opened, chains):
    genome = opened({"chr22": chains["chr1"]}, "chr22:1001")
    genome.check(Region("chr22", 1000, 1211))
    with pytest.raises(
        RequestError, match=r"`region` chr22:1,000-1,005: .*g.fa holds chr22:1,001-1,211; ask for"
    ):
        genome.check(Region("chr22", 999, 1005))
    with pytest.raises(
        RequestError, match=r"holds nothing of this contig.*; `offset` says where a slice begins"
    ):
        opened(chains).check(Region("chr9", 0, 1))


def test_an_offset_of_no_record_is_refused(opened, chains):
    with pytest.raises(
        RequestError, match=r"`offset` 'chr22:5': no record of .* is called chr22, it has chr1, chr2"
    ):
        opened(chains, "chr22:5")


def test_the_shared_elements_agree_where_they_overlap(dataset, tmp_path):
    genome = Genome.open(dataset("mpra")["reference"], tmp_path)
    assert genome.in_slices
    assert genome.assembly is None
    first = genome.slices[0]
    assert (genome.read(*_place(first.place)) == genome._fasta.read(first.record, 0, len(first.place))).all()


def _place(region):
    return region.chrom, region.start, region.end
