import gzip

import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.sites import checked_bases, read_sites


def test_sequences_with_names_and_without(tmp_path):
    (tmp_path / "s.txt").write_text("ACGTA\tMYOD1\n\nttgca TP53\n")
    found = read_sites(tmp_path / "s.txt")
    assert (found.sequences, found.labels, len(found)) == (("ACGTA", "TTGCA"), ("MYOD1", "TP53"), 2)
    (tmp_path / "s.gz").write_bytes(gzip.compress(b"ACG\nCCC\n"))
    assert read_sites(tmp_path / "s.gz").labels == ("", "")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("ACG MYOD1 site 1\nACC MYOD1 site 2\nCCC TP53\n", ("MYOD1", "MYOD1", "TP53")),
        ("ACG\tNF kappa B\tchr1\nACC\tNF Y\n", ("NF_kappa_B", "NF_Y")),
        (">MA1 site 1\nAC\nG\n\n>MA1 site 2\nacc\n>MA2\nCCC\n", ("MA1", "MA1", "MA2")),
        (">chr1:1-4 +\nACG\n>chr1:7-10 -\nACC\n", ("", "")),
        (">\nACG\n>\nACC\n", ("", "")),
    ],
)
def test_a_name_ends_at_the_first_blank_a_column_at_its_tab(tmp_path, text, labels):
    (tmp_path / "s.txt").write_text(text)
    found = read_sites(tmp_path / "s.txt")
    assert found.labels == labels
    assert found.sequences[:2] == ("ACG", "ACC")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ACG a\nACN b\n", r"s.txt, line 2: expected the letters A C G T, got 'N' at base 3"),
        ("ACG a\nAC b\n", r"line 2: expected 3 bases as in the lines above, got 2"),
        (
            "ACG a\nACG\n",
            r"line 2: expected a sequence, and a name after it in all lines or in none, got 'ACG'",
        ),
        (">a\nACG\n>b\n>c\nACG\n", r"s.txt, line 3: no sequence stands below '>b'"),
        (">a\nACG\n>b\nAC\nGT\n", r"s.txt, line 3: expected 3 bases as in the lines above, got 4"),
        (">a\n", r"s.txt, line 1: no sequence stands below '>a'"),
        (" \n", r"s.txt holds no sequence; give one a line"),
    ],
)
def test_what_is_no_list_of_sequences_is_refused(tmp_path, text, said):
    (tmp_path / "s.txt").write_text(text)
    with pytest.raises(RequestError, match=said):
        read_sites(tmp_path / "s.txt")


def test_the_letter_that_was_typed_is_told():
    assert checked_bases("acGT", "x") == "ACGT"
    with pytest.raises(RequestError, match="x: expected the letters A C G T, got 'u' at base 2"):
        checked_bases("aug", "x")
