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
    ("text", "said"),
    [
        ("ACG a\nACN b\n", r"s.txt, line 2: expected the letters A C G T, got 'N' at base 3"),
        ("ACG a\nAC b\n", r"line 2: expected 3 bases as in the lines above, got 2"),
        (
            "ACG a\nACG\n",
            r"line 2: expected a sequence, and one name after it in all lines or in none, got 'ACG'",
        ),
        ("ACG a b\n", r"line 1: expected a sequence"),
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
