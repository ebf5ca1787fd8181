import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.enformer.sizes import TINY
from babelix.enformer.weights import random_enformer, save_enformer
from babelix.training.machine import computing
from babelix.workflows.dna.check import check_enformer
from babelix.workflows.dna.models import enformer_settings

BINS, KEPT = 31, 11


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    save_enformer(random_enformer(TINY, 1), tmp_path / "x.bin")
    with computing(device="cpu"), enformer_settings(weights=tmp_path / "x.bin"):
        yield


def test_the_correlation_is_that_over_bins_by_tracks(tmp_path):
    letters = torch.from_numpy(np.random.default_rng(1).integers(0, 5, 128 * BINS))
    said = random_enformer(TINY, 1)(torch.eye(5, 4)[letters][None], crop=10)["human"][0]
    target = 3 * said + 2
    target[:, 1] = -said[:, 1]
    target[:, 2] = 5  # does not vary: not compared
    torch.save({"sequence": letters[None], "target": target[None]}, tmp_path / "s.pt")
    found = check_enformer("enformer", tmp_path / "s.pt")
    assert (found.model, found.tracks) == ("enformer (x.bin), trained positions", 6)
    assert found.pearson == pytest.approx((4 - 1) / 5, abs=1e-3)


def test_what_is_not_here_or_does_not_fit(tmp_path):
    with pytest.raises(RequestError, match=r"the sample to check against is not here: put test-sample.pt"):
        check_enformer("enformer", None)
    torch.save({"sequence": torch.zeros(128)}, tmp_path / "s.pt")
    with pytest.raises(RequestError, match="expected tensors sequence and target, got sequence"):
        check_enformer("enformer", tmp_path / "s.pt")
    torch.save({"sequence": torch.zeros(128), "target": torch.zeros(1, 7)}, tmp_path / "s.pt")
    with pytest.raises(
        RequestError, match=r"expected bases and a target of \(bins, 6\), got \(128, 4\) and \(1, 7\)"
    ):
        check_enformer("enformer", tmp_path / "s.pt")
