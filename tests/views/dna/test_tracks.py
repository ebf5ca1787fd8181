from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.gene import Gene
from babelix.genome.region import Region
from babelix.tracks.model import Geometry, Track
from babelix.tracks.predict import Stretch
from babelix.views.dna.tracks import draw_tracks
from babelix.workflows.dna.tracks import Predicted, Summary


def gene(name, start, end, strand=1):
    place = Region("chr1", start, end)
    return Gene(name, place, strand, (Region("chr1", start, start + 3),))


def predicted(assembly=None, genes=()):
    values = np.linspace(-1, 2, 58, dtype=np.float32).reshape(29, 2)
    stretches = (Stretch("chr1", 1000, 4, values[:11]), Stretch("chr1", 1044, 4, values[11:]))
    summaries = tuple(Summary(Track(name), None) for name in ("first", "second"))
    region = (Region("chr1", 1000, 1116),)
    return Predicted(
        "counter",
        Path("/data/g.fa"),
        assembly,
        Geometry(28, 4, 1),
        region,
        ("chr1",),
        summaries,
        genes,
        stretches,
    )


@pytest.mark.slow
def test_a_figure_says_tracks_coordinates_and_genes(tmp_path):
    draw_tracks(predicted(genes=(gene("ABC", 900, 1050), gene("DEF", 1040, 1100, -1))), tmp_path / "x.svg")
    text = (tmp_path / "x.svg").read_text()
    for word in ("first", "second", "ABC &gt;", "DEF &lt;", "chr1:1,001-1,116", "1,020", "counter"):
        assert word in text
    assert "chr1, base counted from 1 (g.fa, assembly not told by its contigs)" in text
    draw_tracks(predicted("hg38"), tmp_path / "x.svg")
    text = (tmp_path / "x.svg").read_text()
    assert "chr1, base counted from 1 (hg38)" in text
    assert "genes" not in text


def test_a_bin_that_hangs_over_the_beginning_is_drawn(tmp_path):
    found = predicted()
    (stretch, *_) = found.figure
    draw_tracks(replace(found, figure=(replace(stretch, first=-3),)), tmp_path / "x.svg")
    assert "chr1:1-41" in (tmp_path / "x.svg").read_text()


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(RequestError, match=r"end in .png or .svg"):
        draw_tracks(predicted(), tmp_path / "x.pdf")
