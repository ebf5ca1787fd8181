import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.breakdown.called import by_place, read_called, read_positions

HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tann\tbo\n"


def vcf(tmp_path, *rows):
    path = tmp_path / "x.vcf"
    path.write_text(HEAD + "".join("\t".join(row.split()) + "\n" for row in rows))
    return path


def test_alleles_and_their_frequencies(tmp_path):
    path = vcf(
        tmp_path,
        "1 7 . A C,T . . AF=0.5,0.25;EUR_AF=0.1,0.01 GT 0|1 2|1",
        "1 9 . A <DEL>,*,Q . . AF=0.2 GT 0|0 1|.",
        "2 11 . AC A . . DP=3",
        "2 13 . G A . . EUR_AF=.;AF=0.3 GT 1/1 .",
        "2 17 . G A . . AF=0.3",
    )
    called = read_called(path, "EUR_AF")
    assert [each.text for each in called.alleles] == [
        "1:7:A:C",
        "1:7:A:T",
        "1:9:A:<DEL>",
        "2:11:AC:A",
        "2:13:G:A",
        "2:17:G:A",
    ]
    np.testing.assert_array_equal(called.frequency, [0.1, 0.01, 0, np.nan, np.nan, 0])
    assert (called.assumed.tolist(), called.genotype) == ([False, False, True, False, False, True], ())
    assert called.chrom == ("1", "1", "1", "2", "2", "2")
    np.testing.assert_array_equal(called.position, [7, 7, 9, 11, 13, 17])
    assert called.left_out == {"star": 1, "bad_row": 1}


def test_one_persons_alleles_with_the_copies_that_carry_them(tmp_path):
    path = vcf(
        tmp_path,
        "1 7 . A C,T . . AF=0.5,0.2 GT 0|1 2|1",
        "1 8 . A C . . . DP:GT 3:0/0 5:1/.",
        "1 9 . A C . . . DP 3 5",
        "1 10 . A C . . .",
    )
    bo = read_called(path, sample="bo")
    assert [(each.text, genotype) for each, genotype in zip(bo.alleles, bo.genotype, strict=True)] == [
        ("1:7:A:C", "0|1"),
        ("1:7:A:T", "1|0"),
        ("1:8:A:C", "1/."),
    ]
    assert bo.left_out == {"without a genotype": 2}
    assert np.isnan(bo.frequency).all()
    ann = read_called(path, sample="ann")
    assert (ann.genotype, ann.left_out) == (("0|1",), {"not carried": 2, "without a genotype": 2})


def test_a_frequency_is_of_its_own_allele_and_person(tmp_path):
    called = read_called(vcf(tmp_path, "1 7 . A C,T . . AF=0.5,0.2 GT 0|2 0|0"), "AF", "ann")
    np.testing.assert_array_equal(called.frequency, [0.2])


def test_af_is_ac_over_an_where_only_these_are_there(tmp_path):
    called = read_called(vcf(tmp_path, "1 7 . A C,T . . AC=3,5;AN=20", "1 8 . A C . . AC=3;AN=0"), "AF")
    np.testing.assert_array_equal(called.frequency, [0.15, 0.25, np.nan])


def test_af_that_rounds_ac_over_an_is_taken_exactly(tmp_path):
    rows = "1 7 . A C . . AF=0.01;AC=20;AN=2184", "1 8 . A C . . AF=0.3;AC=20;AN=2184"
    np.testing.assert_array_equal(read_called(vcf(tmp_path, *rows), "AF").frequency, [20 / 2184, 0.3])


@pytest.mark.parametrize(
    ("row", "frequency", "sample", "said"),
    [
        (
            "1 7 . A C . . AF=0.5",
            "EUR_AF",
            None,
            "`frequency` 'EUR_AF': no row of .*x.vcf has this field of INFO",
        ),
        ("1 7 . A C . . EUR_FA=0.5", "EUR_AF", None, "did you mean 'EUR_FA'"),
        ("1 7 . A C . . AF=7", "AF", None, "row 1: expected AF from 0 to 1, got '7'"),
        ("1 7 . A C . . AF=x", "AF", None, "row 1: expected AF from 0 to 1, got 'x'"),
        ("1 7 . A C . . . GT 0|1", None, "an", "`sample` 'an': .*x.vcf has ann, bo.*did you mean 'ann'"),
    ],
)
def test_what_is_not_there_is_told(tmp_path, row, frequency, sample, said):
    with pytest.raises(RequestError, match=said):
        read_called(vcf(tmp_path, row), frequency, sample)


def test_the_places_of_a_panel(tmp_path):
    path = vcf(tmp_path, "2 9 . A C", "1 7 . A C", "2 5 . A C", "2 9 . A T")
    found = by_place(read_positions(path))
    assert {chrom: positions.tolist() for chrom, positions in found.items()} == {"2": [5, 9], "1": [7]}
