from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from babelix.genome.formats.meme import write_motifs
from babelix.genome.formats.sites import Sites
from babelix.genome.motifs.counted import motif_of
from babelix.views.dna.motifs import learned, logo
from babelix.workflows.dna.motifs.learning.data import Encoded, Task, leak
from babelix.workflows.dna.motifs.learning.results import Learned, Space
from babelix.workflows.dna.motifs.match import nearest
from babelix.workflows.dna.motifs.sources import Motifs


@pytest.fixture
def found(tmp_path):
    raw = Sites(("ACG", "TTT"), ("a", "b"))
    sites = Encoded(np.zeros((2, 3, 4), np.float32), np.array([0, 1]))
    task = Task(sites, sites, sites, ("a", "b"), leak(raw, raw), raw, (Path("x.txt"), Path("y.txt")))
    matrices = (motif_of("a", ["ACG"]), motif_of("b", ["TTT"]))
    write_motifs(matrices, tmp_path / "m.meme")
    filters = tuple(replace(matrices[0], name=f"filter-{at}") for at in range(11))
    beside = nearest(Motifs("filters", filters, 11), tmp_path / "m.meme", 1)
    attention = np.full((2, 2, 3, 3), 1 / 3, np.float32)
    spaces = (Space("one", np.eye(2)), Space("two", np.eye(2)))
    return Learned(tmp_path, task, (), matrices, beside, spaces, attention)


def test_four_figures(found, tmp_path, monkeypatch):
    drawn = {}
    for view in (learned, logo):
        monkeypatch.setattr(view, "save", lambda figure, path, *_, **__: drawn.update({path.name: figure}))
    assert [path.name for path in learned.draw_learned(found, tmp_path)] == list(drawn)
    titles = {name: [axes.get_title(loc="left") for axes in figure.axes] for name, figure in drawn.items()}
    assert titles["pca.png"] == ["one", "two"]
    assert len([title for title in titles["filters.png"] if title.startswith("filter-")]) == learned.FILTERS
    assert titles["attention.png"][:2] == ["a   0.0 bits", "b   0.0 bits"]
    image = drawn["attention.png"].axes[2].images[0]
    assert np.allclose(image.get_array(), 1 / 3)
    assert "one site" not in titles["matrices.png"]
