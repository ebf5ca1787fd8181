import sys
from typing import Any

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.atlas import planes
from babelix.evaluation.neighbours import kept, nearest, told_by_nearest
from babelix.workflows.classic.atlas import make
from babelix.workflows.classic.atlas.make import Laying, make_atlas
from babelix.workflows.classic.atlas.sources import Source


@pytest.fixture
def laid_out(monkeypatch):
    """t-SNE is a stand-in that takes two coordinates; what it was asked is listed."""
    asked: list[tuple[object, ...]] = []

    def stand_in(X, number, seed, report):
        asked.append((X.shape, number, seed))
        report(1000)
        return X[:, :2].astype(float)

    monkeypatch.setattr(make, "tsne", stand_in)
    monkeypatch.setattr(make, "umap", stand_in)
    monkeypatch.setattr(make, "library", lambda method: None)
    return asked


@pytest.mark.slow
def test_the_numbers_are_of_what_they_stand_at(photographs, laid_out):
    heard: list[str] = []
    source = Source("convnet", size="small", data=str(photographs))
    found = make_atlas(source, Laying(nearest=3), seed=5, listener=lambda each: heard.append(each.task))
    points = found.points
    assert points.labels is not None
    assert laid_out == [((30, 256), 30.0, laid_out[0][2]), ((30, 784), 30.0, laid_out[0][2])]
    for space, X in ((found.space, points.vectors), (found.raw, points.raw)):
        assert space.width == X.shape[1]
        assert space.told == told_by_nearest(nearest(X, 3), points.labels)
        np.testing.assert_array_equal(space.neighbours, nearest(X, 3))
        first, second = space.planes
        assert (first.method, second.method) == ("t-SNE", "PCA")
        for plane in space.planes:
            assert plane.kept == kept(X, plane.places, 3)
            assert plane.told == told_by_nearest(nearest(plane.places, 3), points.labels)
    assert found.plane is found.space.planes[0]
    assert (found.chance, found.cells) == (0.5, ())
    assert {"pictures", "t-SNE", "neighbours"} <= set(heard)


@pytest.mark.slow
def test_cells_where_points_are_many(photographs, laid_out, monkeypatch):
    monkeypatch.setattr(make, "MANY", 29)
    found = make_atlas(Source("convnet", size="small", data=str(photographs)), Laying(by="umap", nearest=2))
    assert sum(len(each.members) for each in found.cells) == 30
    assert found.plane.method == "UMAP"
    assert laid_out[0][1] == 15


def test_what_is_refused_before_anything_is_read(monkeypatch):
    source = Source("convnet", size="small", data="absent")
    real = planes.library
    monkeypatch.setattr(make, "library", lambda method: None)
    wrong: list[Any] = [
        (Laying(by="pca"), {}, "`by` 'pca': expected one of tsne, umap"),
        (Laying(nearest=0), {}, "`nearest` 0: expected at least 1"),
        (Laying(by="umap", perplexity=3), {}, "`perplexity` goes with `by` tsne"),
        (Laying(umap_neighbours=3), {}, "`umap_neighbours` goes with `by` umap"),
        (None, {"most": 20_001}, "`most` 20,001: expected at most 20,000"),
        (None, {"seed": -1}, "`seed` -1: expected at least 0"),
    ]
    for laying, more, sentence in wrong:
        with pytest.raises(RequestError, match=sentence):
            make_atlas(source, laying, **more)
    monkeypatch.setattr(make, "library", real)
    monkeypatch.setitem(sys.modules, "sklearn.manifold", None)
    with pytest.raises(RequestError, match=r"t-SNE needs scikit-learn, .* pip install 'babelix\[atlas\]'"):
        make_atlas(source)
