import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.genome.variant import Variant, left_normalised, parse_variant


def test_a_variant_as_it_is_typed():
    variant = parse_variant("chr1:109,274,968:g:T")
    assert variant == Variant("chr1", 109_274_968, "G", "T")
    assert str(variant) == "chr1:109274968:G:T"
    assert (variant.start, variant.end, variant.change) == (109_274_967, 109_274_968, 0)
    assert Variant("c", 5, "AC", "A").change == -1


@pytest.mark.parametrize("text", ["chr1:5:G", "chr1:0:G:T", "chr1:5:G:g", "chr1:5:G:*", "5:G:T"])
def test_other_forms_are_refused(text):
    with pytest.raises(RequestError, match="expected contig:position:REF:ALT of bases that differ"):
        parse_variant(text)


def test_alleles_are_trimmed_end_first():
    assert Variant("c", 5, "CAA", "CA").trimmed() == Variant("c", 6, "A", "")
    assert Variant("c", 5, "C", "CTC").trimmed() == Variant("c", 5, "", "CT")
    assert Variant("c", 5, "GAC", "GTC").trimmed() == Variant("c", 6, "A", "T")


def reader(bases):
    held = np.frombuffer(bases.encode(), np.uint8)
    return lambda chrom, start, end: held[start:end]


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        (("c", 5, "ACA", "A"), ("c", 3, "GCA", "G")),  # in AGGCACACATTT
        (("c", 9, "A", "ACA"), ("c", 3, "G", "GCA")),
        (("c", 4, "C", "T"), ("c", 4, "C", "T")),
        (("c", 3, "GCAC", "GTTC"), ("c", 4, "CA", "TT")),
        (("c", 2, "G", "GG"), ("c", 1, "A", "AG")),
        (("c", 1, "AG", "G"), ("c", 1, "AG", "G")),
    ],
)
def test_left_normalised_by_hand(variant, expected):
    assert left_normalised(Variant(*variant), reader("AGGCACACATTT")) == Variant(*expected)


@settings(max_examples=61)
@given(
    st.text("AC", min_size=12, max_size=12), st.integers(1, 10), st.text("AC", max_size=3), st.integers(1, 3)
)
def test_the_same_sequence_comes_out_at_the_leftmost_place(bases, start, inserted, length):
    ref = bases[start : start + length]
    alt = ref[0] + inserted
    if ref == alt:
        return
    found = left_normalised(Variant("c", start + 1, ref, alt), reader(bases))
    assert bases[found.start : found.end] == found.ref
    after = bases[:start] + alt + bases[start + length :]
    assert bases[: found.start] + found.alt + bases[found.end :] == after
    assert found.position <= start + 1 + length
    # As short as can be: no base in common at the end, nor at the beginning beyond the one VCF asks for.
    assert found.ref[-1] != found.alt[-1] or found.start == 0
    assert min(len(found.ref), len(found.alt)) == 1 or found.ref[0] != found.alt[0]


def test_an_allele_that_a_table_leaves_empty_gets_the_base_before():
    read = reader("AGGCACACATTT")
    assert left_normalised(Variant("c", 12, "T", ""), read) == Variant("c", 9, "AT", "A")
    assert left_normalised(Variant("c", 2, "G", ""), read) == Variant("c", 1, "AG", "A")
    assert left_normalised(Variant("c", 1, "A", ""), read) == Variant("c", 1, "A", "")
