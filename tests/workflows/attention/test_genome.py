import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.training.machine import computing
from babelix.workflows.attention.genome import Looking, Stretch, show_region
from babelix.workflows.dna.models import enformer_settings
from babelix.workflows.dna.places import Source


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("genome") / "g.fa"
    path.write_text(">c\n" + "".join(np.random.default_rng(1).choice(list("ACGT"), 6_000)) + "\n")
    return Source(str(path))


def look(source, region="c:3,001-3,100", window=2_048, looking=Looking(), most_bins=512, **settings):
    with computing(device="cpu"), enformer_settings(random_weights=True, **settings):
        return show_region("enformer-tiny", Stretch(source, region, window, most_bins), looking)


def test_bins_are_named_by_their_distance_from_the_middle(source):
    found = look(source, looking=Looking(layer=1, word="+0.06kb", most=3))
    (shown,) = found.sets[0].maps
    assert shown.weights.shape == (2, 2, 16, 16)
    assert (shown.keys[0], shown.keys[8]) == ("-0.96kb", "+0.06kb")
    assert found.sets[0].title == "c:2,027-4,074 of g.fa"
    assert found.notes == (
        "enformer-tiny, random weights (seed 1), trained positions: nothing here is a prediction; "
        "bins of 128 bp, named by their distance from c:3,051",
    )
    assert len(found.tables[0][0].most) == 3


@pytest.mark.slow  # a window of 700 bins
def test_more_bins_than_a_page_holds_are_pooled(source):
    (shown,) = look(source, window=128 * 700).sets[0].maps
    assert shown.weights.shape[2] == 350
    assert "bins of 256 bp" in shown.note


def test_fewer_bins_where_a_figure_names_them(source):
    (shown,) = look(source, most_bins=7).sets[0].maps
    assert shown.weights.shape == (2, 2, 6, 6)  # 16 bins, three in one
    assert shown.keys[-1] == "+0.96kb"
    assert "bins of 384 bp" in shown.note


def test_bad_requests(source):
    with pytest.raises(RequestError, match="`positions` both: expected one mode to look at"):
        look(source, positions="both")
    with pytest.raises(RequestError, match="`window` 1000: expected a multiple of 128 bases"):
        look(source, window=1_000)
    with pytest.raises(RequestError, match="contig 'd' is not in"):
        look(source, region="d:1-2")


def test_a_model_without_attention(source, monkeypatch, g_counter):
    from babelix.workflows.dna import models

    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    with pytest.raises(RequestError, match="`model` counter: it has no attention over a genome"):
        show_region("counter", Stretch(source, "c:1-9"), Looking())
