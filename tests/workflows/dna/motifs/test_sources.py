from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.genome.motifs.letters import bits
from babelix.training.machine import computing
from babelix.workflows.dna.models import enformer_settings
from babelix.workflows.dna.motifs import sources
from babelix.workflows.dna.motifs.sources import Given, Over, clusters, gather
from babelix.workflows.dna.places import Source

MATRIX = "letter-probability matrix:"
MEME = f"MEME version 4\nMOTIF one\n{MATRIX} w= 1\n1 0 0 0\nMOTIF two\n{MATRIX}\n0 1 0 0\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("m.meme").write_text(MEME)
    Path("s.txt").write_text("ACG b\nACC a\nTTT a\n")
    Path("n.txt").write_text("ACG\n")
    return tmp_path


def names(given):
    return [each.name for each in gather(given, silent).motifs]


def test_each_kind_of_source(folder):
    typed = gather(Given(sequence="acg"), silent)
    assert (typed.origin, typed.held) == ("ACG", 1)
    assert typed.motifs[0].probabilities.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    assert names(Given(motifs=Path("m.meme"))) == ["one", "two"]
    assert names(Given(motifs=Path("m.meme"), most=1)) == ["one"]
    assert names(Given(motifs=Path("m.meme"), names=("two",), most=1)) == ["two"]
    assert names(Given(motifs=Path("m.meme"), names=("two", "one", "two"))) == ["two", "one"]
    assert names(Given(sequences=Path("s.txt"))) == ["a", "b"]
    assert names(Given(sequences=Path("n.txt"))) == ["n"]


def test_filters_of_a_model_strongest_first(folder, monkeypatch):
    monkeypatch.setattr(sources, "RANDOM_BASES", 601)
    with computing(device="cpu", threads=1), enformer_settings(random_weights=True):
        drawn = gather(Given(model="enformer-tiny", most=3), silent)
        assert "nothing here is a prediction, 24 filters over 601 random bases" in drawn.origin
        assert (len(drawn.motifs), drawn.held) == (3, 24)
        strengths = [bits(each) for each in drawn.motifs]
        assert strengths == sorted(strengths, reverse=True)
        letters = np.random.default_rng(2).choice(list("ACGT"), 307)
        Path("g.fa").write_text(">c\n" + "".join(letters) + "\n")
        over = Over(Source("g.fa"), "c:3-303")
        assert "over c:3-303" in gather(Given(model="enformer-tiny", over=over), silent).origin


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Given(), "expected one of `sequence`, `motifs`, `sequences`, `model`, got none"),
        (Given(sequence="A", model="m"), "got `sequence` and `model`"),
        (Given(sequence="A", over=Over(region="c:1-2")), "`genome` and `region` go with `model`"),
        (Given(sequence="A", names=("a",)), "`name` and `most` choose among motifs of a file or a model"),
        (Given(sequence="A", most=3), "a typed sequence is one"),
        (Given(sequence=""), "`sequence`: expected bases, got none"),
        (Given(motifs=Path("m.meme"), most=0), "`most` 0: expected at least 1"),
        (Given(motifs=Path("m.meme"), names=("tow",)), "no such motif in m.meme, which has one, two; did you"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused(folder, given, said):
    with pytest.raises(RequestError, match=said):
        gather(given, silent)


def test_a_place_without_its_genome_is_refused(folder):
    with (
        computing(device="cpu"),
        enformer_settings(random_weights=True),
        pytest.raises(RequestError, match="`genome` and `region` go together"),
    ):
        gather(Given(model="enformer-tiny", over=Over(region="c:1-9")), silent)


def test_the_clusters_unless_a_file_is_given(folder, dataset):
    path, motifs = clusters(Path("m.meme"))
    assert (path, len(motifs)) == (Path("m.meme"), 2)
    dataset("jaspar-2024")
    assert len(clusters(None)[1]) == 182
