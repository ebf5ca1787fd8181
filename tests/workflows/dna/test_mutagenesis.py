from pathlib import Path

import numpy as np
import pybigtools
import pytest

from babelix.base.errors import RequestError
from babelix.genome.region import Region
from babelix.training.machine import computing
from babelix.workflows.dna import models
from babelix.workflows.dna.models import enformer_settings
from babelix.workflows.dna.mutagenesis import (
    Mutating,
    Saturated,
    mutagenesis,
    write_importance,
    write_substitutions,
)
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring.score import Scoring, score_variants

TRACKS = ("human-1", "human-3")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("genome") / "g.fa"
    letters = np.random.default_rng(1).choice(list("ACGT"), 4_000)
    letters[2_003] = "N"
    path.write_text(">c\n" + "".join(letters) + "\n")
    return Source(str(path))


@pytest.fixture(scope="module")
def found(source):
    with computing(device="cpu"), enformer_settings(random_weights=True):
        return mutagenesis("enformer-tiny", source, "c:2,001-2,005", Mutating(TRACKS, 2_048, 512))


def by_hand():
    effects = np.array([[[0.0], [3.0], [-6.0], [9.0]], [[1.0], [1.0], [1.0], [1.0]]])
    zeros = np.zeros((2, 1))
    return Saturated(
        "AN",
        np.array([5.0]),
        effects,
        zeros,
        model="m",
        genome=Path("g.fa"),
        assembly=None,
        region=Region("c", 10, 12),
        window=2_048,
        compared=512,
        tracks=("t",),
    )


def test_the_strongest_by_hand():
    assert by_hand().strongest(0) == (0, 3)


def test_effects_are_those_of_variants(found, source):
    assert (found.letters[3], found.effects.shape) == ("N", (5, 4, 2))
    assert (found.window, found.compared, found.tracks) == (2_048, 512, TRACKS)
    variant = f"c:2003:{found.letters[2]}:{'CGTA'['ACGT'.index(found.letters[2])]}"
    scoring = Scoring(TRACKS, 2_048, 512)
    with computing(device="cpu"), enformer_settings(random_weights=True):
        (row,) = score_variants([variant], "enformer-tiny", source, scoring).rows
    # The variant in the middle of the region: the same window, the same bins.
    for column, track in enumerate(TRACKS):
        effect = found.effects[2, "ACGT".index(variant[-1]), column]
        assert effect == pytest.approx(row.scores[track]["sad"], abs=2e-5)
    assert found.effects[2, "ACGT".index(found.letters[2])].tolist() == [0, 0]
    assert found.gradient[3].tolist() == [0, 0]
    assert np.abs(found.gradient[:3]).min() > 0


def test_files(found, source, tmp_path):
    write_substitutions(found, tmp_path / "e.tsv")
    said, names, *lines = (tmp_path / "e.tsv").read_text().splitlines()
    assert said.startswith(
        f"# {found.model}: nothing here is a prediction; g.fa, window 2048, summed over 512 bp"
    )
    assert names.split("\t") == ["chrom", "position", "ref", "alt", "track", "effect", "gradient_x_input"]
    assert len(lines) == 2 * (4 * 3 + 4)
    assert lines[0].split("\t")[:3] == ["c", "2001", found.letters[0]]
    paths = write_importance(found, tmp_path / "OUT", source)
    assert [path.name for path in paths] == [
        f"{track}.{kind}.bw" for track in TRACKS for kind in ("gradient", "mutagenesis")
    ]
    with pybigtools.open(str(tmp_path / "OUT" / "human-3.mutagenesis.bw")) as file:
        values = file.values("c", 2_000, 2_005, fillna=None)
    assert np.allclose(values, found.importance[:, 1], rtol=1e-6)


@pytest.mark.parametrize(
    ("region", "asked", "said"),
    [
        ("c:1-4,000", Mutating(TRACKS, 2_048), "4,000 bases; the window predicts 1,024"),
        ("c:2,001-2,005", Mutating(TRACKS, 2_048, 2_000), "`effect_window` 2000: expected 1 to 1024 bases"),
        ("c:2,001-2,005", Mutating(("x",)), "`track` 'x': no track of the model"),
        ("d:2,001-2,005", Mutating(), "contig 'd' is not in"),
    ],
)
def test_bad_requests(source, region, asked, said):
    with (
        computing(device="cpu"),
        enformer_settings(random_weights=True),
        pytest.raises(RequestError, match=said),
    ):
        mutagenesis("enformer-tiny", source, region, asked)


def test_too_much_is_refused_before_anything_is_computed(tmp_path):
    path = tmp_path / "g.fa"
    path.write_text(">c\n" + "A" * 10_001 + "\n")
    with pytest.raises(RequestError, match=r"10,001 bases; expected at most 10,000"):
        mutagenesis("enformer-tiny", Source(str(path)), "c:1-10,001", Mutating())


def test_any_model_and_no_more_read_than_it_takes(tmp_path, monkeypatch, g_counter):
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    (tmp_path / "g.fa").write_text(">c\n" + "ACGTGGNCCATTGACGTGAC" * 3 + "\n")
    found = mutagenesis(
        "counter", Source(str(tmp_path / "g.fa")), "c:25-27", Mutating(("G+",), effect_window=4)
    )
    assert (found.window, found.compared, found.letters) == (12, 4, "GGN")
    assert found.effects[:, 2, 0].tolist() == [0, 0, 1]
    assert found.importance[:, 0].tolist() == [1, 1, 0]
