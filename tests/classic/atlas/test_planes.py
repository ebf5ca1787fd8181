import os
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.atlas import planes
from babelix.classic.atlas.planes import ITERATIONS, library, principal, tsne, umap


@pytest.fixture(scope="module")
def clouds():
    """Two clouds of 17 points in five dimensions, far from one another."""
    return np.random.default_rng(1).normal(size=(34, 5)) + np.repeat([[0.0], [30]], 17, axis=0)


def test_principal_axes_by_hand():
    """Points along (3, 4) / 5, at -5, 0 and 5, and one dimension that is the same for all."""
    X = np.array([[-3.0, -4, 7], [0, 0, 7], [3, 4, 7]])
    np.testing.assert_allclose(principal(X), [[-5, 0], [0, 0], [5, 0]], atol=1e-9)
    np.testing.assert_allclose(principal(X[:, :1]), [[-3, 0], [0, 0], [3, 0]], atol=1e-12)


def test_principal_axes_are_those_of_the_singular_values(clouds):
    wide = np.random.default_rng(2).normal(size=(11, 23))
    for X in (clouds, wide):
        centered = X - X.mean(0)
        U, S, _ = np.linalg.svd(centered, full_matrices=False)
        np.testing.assert_allclose(np.abs(principal(X)), np.abs(U[:, :2] * S[:2]), atol=1e-8)


@pytest.mark.slow
def test_tsne_keeps_clouds_apart_and_is_its_seeds(clouds, capsys, monkeypatch):
    monkeypatch.setattr(planes, "ITERATIONS", 300)
    heard: list[int] = []
    found = tsne(clouds, 5, 7, heard.append)
    assert found.shape == (34, 2)
    middles = found[:17].mean(0), found[17:].mean(0)
    assert np.linalg.norm(middles[0] - middles[1]) > max(found[:17].std(), found[17:].std())
    assert sum(heard) == 300
    assert len(heard) > 3
    np.testing.assert_array_equal(found, tsne(clouds, 5, 7, lambda steps: None))
    assert capsys.readouterr().out == ""


def test_too_few_points_for_the_perplexity(clouds):
    with pytest.raises(RequestError, match="`perplexity` 30: 34 points allow 1 to 11, a third of the others"):
        tsne(clouds, 30, 0, print)
    with pytest.raises(RequestError, match=r"`perplexity` nan: 34 points allow"):
        tsne(clouds, float("nan"), 0, print)
    with pytest.raises(RequestError, match="`umap_neighbours` 34: 34 points allow 2 to 33"):
        umap(clouds, 34, 0, print)


@pytest.mark.parametrize(
    ("method", "module", "line"),
    [("t-SNE", "sklearn.manifold", "needs scikit-learn, .* 'babelix\\[atlas\\]'"),
     ("UMAP", "umap", "needs umap-learn, .* 'babelix\\[umap\\]'")],
)  # fmt: skip
def test_a_missing_extra_names_the_line_that_installs_it(monkeypatch, method, module, line):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(RequestError, match=f"{method} {line}"):
        library(method)


@pytest.mark.slow
def test_umap_in_a_process_of_its_own(clouds, tmp_path):
    """Not compiled, for that takes longer than 34 points do."""
    if find_spec("umap") is None:  # to import it here would compile it
        pytest.skip("umap-learn is not installed: pip install 'babelix[umap]'")
    np.save(tmp_path / "x.npy", clouds)
    code = (
        "import numpy as np, sys\nfrom babelix.classic.atlas.planes import umap\n"
        f"X, heard = np.load({str(tmp_path / 'x.npy')!r}), []\n"
        "found = umap(X, 5, 3, heard.append)\n"
        f"np.save({str(tmp_path / 'y.npy')!r}, found)\nprint(sum(heard), len(heard) > 1)"
    )
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout == f"{ITERATIONS} True\n"
    found = np.load(tmp_path / "y.npy")
    middles = found[:17].mean(0), found[17:].mean(0)
    assert np.linalg.norm(middles[0] - middles[1]) > max(found[:17].std(), found[17:].std())
