import pytest

from babelix.base.errors import RequestError
from babelix.genome.region import Region, named_slice, parse_place, parse_region


@pytest.mark.parametrize("text", ["chr22:32,100,001-32,120,000", "chr22:32100001-32120000"])
def test_counted_from_1_outside_and_from_0_inside(text):
    region = parse_region(text)
    assert region == Region("chr22", 32_100_000, 32_120_000)
    assert len(region) == 20_000
    assert str(region) == "chr22:32,100,001-32,120,000"


def test_one_base_is_a_region():
    assert parse_region("HLA-A*01:01:1-1") == Region("HLA-A*01:01", 0, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chr22", "expected contig:first-last counted from 1"),
        ("chr22:1,00-2", "expected contig:first-last"),
        ("chr22:0-5", "the first base is 1"),
        ("chr22:7-5", "got 7 and 5"),
    ],
)
def test_other_forms_are_refused(text, said):
    with pytest.raises(RequestError, match=said):
        parse_region(text)


def test_an_end_before_the_start_is_refused():
    with pytest.raises(RequestError, match="expected 0 <= start <= end, got 5 and 3"):
        Region("chr1", 5, 3)


def test_a_place_is_counted_from_1():
    assert parse_place("chr22:32,000,001") == ("chr22", 32_000_000)
    for text in ("chr22", "chr22:0", "chr22:1-2"):
        with pytest.raises(RequestError, match=r"`offset` .*expected contig:base"):
            parse_place(text)


def test_a_name_says_where_a_record_was_cut():
    assert named_slice("chr2:100-200") == Region("chr2", 99, 200)
    assert named_slice("chr2") is None
    assert named_slice("chr2:200-100") is None
