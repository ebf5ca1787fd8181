import pytest

from babelix.base.errors import RequestError
from babelix.genome.contigs import Genome
from babelix.genome.random_snvs import Draw, random_snvs


@pytest.fixture
def opened(tmp_path):
    def write(text):
        (tmp_path / "g.fa").write_text(text)
        return Genome.open(tmp_path / "g.fa", tmp_path)

    return write


def test_places_are_even_over_all_known_bases(opened):
    genome = opened(">chr1\nNNAnR\n>chr2:8-10\ncGT\n")
    found = list(random_snvs(genome, Draw(401)))
    known = {("chr1", 3): "A", ("chr2", 8): "C", ("chr2", 9): "G", ("chr2", 10): "T"}
    counts = dict.fromkeys(known, 0)
    for variant in found:
        assert variant.ref == known[variant.chrom, variant.position]
        assert variant.alt in set("ACGT") - {variant.ref}
        counts[variant.chrom, variant.position] += 1
    assert all(60 < count < 140 for count in counts.values())


@pytest.mark.parametrize("share", [0.0, 2 / 3, 1.0])
def test_transitions_come_as_asked(opened, share):
    found = list(random_snvs(opened(">c\nACGTACGT\n"), Draw(601, 3, share)))
    transitions = sum(each.ref + each.alt in ("AG", "GA", "CT", "TC") for each in found)
    assert transitions / 601 == pytest.approx(share, abs=0.06)
    # Of the others both bases come.
    assert share == 1 or {each.alt for each in found if each.ref == "A"} >= {"C", "T"}


def test_the_seed_decides(opened):
    genome = opened(">c\nACGTACGTAGCATCAGCTACGACTAC\n")
    first, again, other = (list(random_snvs(genome, Draw(7, seed))) for seed in (1, 1, 2))
    assert first == again != other
    assert list(random_snvs(genome, Draw(5, 1))) == first[:5]


def test_nothing_to_draw_from(opened, monkeypatch):
    monkeypatch.setattr("babelix.genome.random_snvs._PATIENCE", 1_009)
    with pytest.raises(RequestError, match=r"g.fa holds no base but N to draw from"):
        list(random_snvs(opened(">c\nNNNN\n"), Draw(1)))


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        ((0,), "`random` 0: expected at least 1"),
        ((1, 1, 1.5), "`transitions` 1.5: expected a share from 0 to 1"),
    ],
)
def test_what_cannot_be_drawn(draw, said):
    with pytest.raises(RequestError, match=said):
        Draw(*draw)
