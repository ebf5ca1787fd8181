import pytest

from babelix.base.errors import RequestError
from babelix.genome.sizes import read_sizes, refuse_other_lengths, unknown_chromosome


def test_sizes_keep_the_order(tmp_path):
    (tmp_path / "s").write_text("# hg0\nchr2\t29\nchr10 31 extra\n\n")
    assert read_sizes(tmp_path / "s") == {"chr2": 29, "chr10": 31}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chr1\t7\nchr2\tx\n", "line 2: expected a chromosome and its length"),
        ("chr1\t7\nchr1\t7\n", "line 2: chr1 is given twice"),
        ("chr1\t0\n", "line 1: expected a chromosome"),
        ("", "names no chromosome"),
    ],
)
def test_errors_name_the_line(tmp_path, text, said):
    (tmp_path / "s").write_text(text)
    with pytest.raises(RequestError, match=said):
        read_sizes(tmp_path / "s")


def test_unknown_chromosome_names_both():
    said = str(unknown_chromosome("22", "reads.bed, line 5", {"chr22": 50, "chr21": 40}, "hg19.sizes"))
    assert "reads.bed, line 5" in said
    assert "'22' is not in hg19.sizes, which has chr22, chr21" in said
    assert "and calls it 'chr22'; use files of one assembly" in said


def test_another_chromosome_is_not_proposed():
    said = str(unknown_chromosome("chr21", "reads.bed, line 5", {"chr22": 50}, "hg19.sizes"))
    assert "which has chr22; use files" in said


def test_other_lengths_are_counted_among_the_chromosomes_of_both():
    header = {"chr1": 7, "chr2": 11, "chr3": 13, "other": 5}
    with pytest.raises(RequestError) as told:
        refuse_other_lengths("a.bam", header, {"chr3": 17, "chr2": 19, "chr1": 7, "chr4": 23}, "hg19.sizes")
    assert str(told.value) == (
        "a.bam: chr2 has 11 bases there and 19 in hg19.sizes (2 of 3 that both name differ); "
        "use files of one assembly"
    )
    refuse_other_lengths("a.bam", header, {"chr1": 7, "chr4": 23}, "hg19.sizes")
