import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.meme import read_motifs
from babelix.workflows.dna.motifs.logo import attributions, logos, write_meme
from babelix.workflows.dna.motifs.sources import Given


def test_motifs_with_bits_and_letters(tmp_path):
    (tmp_path / "s.txt").write_text("ACGTA\nACGTC\nACTTG\nACACT\nAATCG\n")
    found = logos(Given(sequences=tmp_path / "s.txt"))
    (shown,) = found.shown
    assert (shown.consensus, shown.motif.sites, found.held) == ("ACgTg", 5, 1)
    assert 0 < shown.bits < 10
    write_meme(found, tmp_path / "s.meme")
    (again,) = read_motifs(tmp_path / "s.meme")
    assert again.probabilities == pytest.approx(shown.motif.probabilities, abs=1e-6)


def test_a_table_that_is_none_is_refused(tmp_path):
    (tmp_path / "e.tsv").write_text("")
    with pytest.raises(RequestError, match="expected the table that mutagenesis writes"):
        attributions(tmp_path / "e.tsv")
