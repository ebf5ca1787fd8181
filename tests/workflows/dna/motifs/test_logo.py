import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.bigwig.writer import BigWigWriter
from babelix.genome.formats.meme import read_motifs
from babelix.workflows.dna.motifs.logo import attributions, logos, write_meme
from babelix.workflows.dna.motifs.sources import Given, Over
from babelix.workflows.dna.places import Source


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
        attributions([tmp_path / "e.tsv"])


@pytest.fixture
def signal(tmp_path):
    (tmp_path / "g.fa").write_text(">c\nAAcNGTT\n")
    with BigWigWriter(tmp_path / "t.bw", {"chrc": 7, "d": 3}) as writer:
        writer.add("chrc", 2, 1, np.array([0.5, 3, -0.25], np.float32))
    return lambda region: attributions([tmp_path / "t.bw"], Over(Source(str(tmp_path / "g.fa")), region))


def test_a_bigwig_file_stands_on_the_letters_of_the_genome(signal):
    (found,) = signal("c:2-6")
    assert (found.track, found.chrom, found.start, found.letters) == ("t", "c", 2, "ACNGT")
    assert found.added["by_file"].tolist() == [0, 0.5, 0, -0.25, 0]


def test_what_does_not_fit_a_bigwig_file_is_told(signal, tmp_path):
    for paths, over, said in (
        (["t.bw"], Over(), r"t.bw: a BigWig file has no letters; expected `genome` and `region`"),
        (["e.tsv"], Over(region="c:1-2"), "go with BigWig files of `effects`"),
        (["t.bw", "e.tsv"], Over(), "expected tables or BigWig files, got both"),
    ):
        with pytest.raises(RequestError, match=said):
            attributions([tmp_path / path for path in paths], over)
    with pytest.raises(RequestError, match=r"t.bw has no value in c:1-2"):
        signal("c:1-2")
    (tmp_path / "g.fa").write_text(">d\nACGTT\n>e\nACGTT\n>f\n" + "A" * 2001 + "\n")
    for region, said in (
        ("d:2-5", "does not have d:2-5: d has 3 bases there"),
        ("e:2-5", "does not have e:2-5: it has chrc, d"),
        ("f:1-2001", "2,001 bases; expected at most 2,000"),
    ):
        with pytest.raises(RequestError, match=said):
            signal(region)
