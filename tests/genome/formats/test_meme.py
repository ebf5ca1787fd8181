import gzip

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.meme import read_motifs, write_motifs
from babelix.genome.motifs.motif import Motif

TEXT = """MEME version 4

ALPHABET= ACGT

strands: + -

MOTIF one of:two
letter-probability matrix: alength= 4 w= 2 nsites= 1 E= 0
 0.5 0.5 0.0 0.0
 0.0 0.0 0.25 0.75
URL BLANK

MOTIF M2
letter-probability matrix:
 1 0 0 0
"""


def test_names_and_matrices(tmp_path):
    (tmp_path / "m.meme").write_text(TEXT)
    first, second = read_motifs(tmp_path / "m.meme")
    assert (first.name, second.name) == ("one of:two", "M2")
    assert first.probabilities.tolist() == [[0.5, 0.5, 0, 0], [0, 0, 0.25, 0.75]]
    assert second.probabilities.tolist() == [[1, 0, 0, 0]]
    (tmp_path / "m.gz").write_bytes(gzip.compress(TEXT.encode()))
    assert [each.name for each in read_motifs(tmp_path / "m.gz")] == ["one of:two", "M2"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("MEME version 4", "", "expected a line that begins with 'MEME version'"),
        ("= ACGT", "= ACDEF", r"line 3: expected ALPHABET= ACGT, got 'ALPHABET= ACDEF'"),
        ("w= 2", "w= 3", "line 8: motif one of:two states 3 rows and has 2"),
        ("0.5 0.5", "0.5 0.6", r"rows of four probabilities that sum to 1, got \[0.5, 0.6, 0.0, 0.0\]"),
        ("0.5 0.5", "1.5 -0.5", "rows of four probabilities"),
        ("0.5 0.5", "1.0", "rows of four probabilities"),
        ("0.5 0.5", "nan 0.5", r"sum to 1, got \[nan, 0.5, 0.0, 0.0\]"),
        ("MOTIF M2", "", "line 14: expected a MOTIF line with a name"),
        ("letter-probability", "letter", "holds no motif"),
    ],
)
def test_what_is_no_motif_file_is_refused(tmp_path, old, new, said):
    (tmp_path / "m.meme").write_text(TEXT.replace(old, new))
    with pytest.raises(RequestError, match=said):
        read_motifs(tmp_path / "m.meme")


def test_a_cut_off_file_is_refused(tmp_path):
    (tmp_path / "m.gz").write_bytes(gzip.compress(TEXT.encode())[:-9])
    with pytest.raises(RequestError, match="damaged gzip file"):
        read_motifs(tmp_path / "m.gz")


def test_the_shared_clusters(dataset):
    (path,) = dataset("jaspar-2024").values()
    motifs = read_motifs(path)
    assert len(motifs) == 182
    assert motifs[0].name == "C001:HES_SREBF:bHLH"
    assert max(len(each.probabilities) for each in motifs) == 28
    assert all(np.allclose(each.probabilities.sum(1), 1) for each in motifs)


def test_what_is_written_is_read_again(tmp_path):
    motif = Motif("one:two", np.array([[0.5, 0.5, 0, 0], [1, 0, 0, 0]]), 7)
    write_motifs([motif, Motif("M2", np.array([[0.25] * 4]))], tmp_path / "m.meme")
    first, second = read_motifs(tmp_path / "m.meme")
    assert (first.name, first.sites, second.name, second.sites) == ("one:two", 7, "M2", None)
    assert first.probabilities.tolist() == motif.probabilities.tolist()
