import signal

import pytest
import torch

from babelix.base.errors import TaskError
from babelix.base.progress import Reporter, silent
from babelix.training.keeping import FINAL
from babelix.training.machine import computing
from babelix.workflows.dna.motifs.learning.data import load_task
from babelix.workflows.dna.motifs.learning.settings import SitesSettings
from babelix.workflows.dna.motifs.learning.task import SiteTask
from babelix.workflows.dna.motifs.learning.trials import train_kind


@pytest.mark.slow
def test_what_sites_held_out_choose_and_what_is_finished_is_read_again(small, tmp_path):
    trained, tested = str(small / "train.txt"), str(small / "test.txt")
    settings = SitesSettings(
        sequences=trained, test=tested, epochs=2, batch=13, rates=[1e-5, 0.1], seeds=[1, 2]
    )
    task = load_task(settings)
    reporter = Reporter(silent, "training", 3, "trainings")
    with computing(device="cpu", threads=1):
        found = train_kind("logistic", task, settings, tmp_path, reporter)
        assert (found.rate, found.parameters, len(found.nets)) == (0.1, 4 * 7 * 2 + 2, 2)
        files = sorted(tmp_path.glob(f"logistic/*/{FINAL}"))
        assert len(files) == 3
        before = [path.stat().st_mtime_ns for path in files]
        again = train_kind("logistic", task, settings, tmp_path, reporter)
    assert [path.stat().st_mtime_ns for path in files] == before
    assert torch.equal(again.nets[1].head.weight, found.nets[1].head.weight)
    assert not torch.equal(found.nets[0].head.weight, found.nets[1].head.weight)


def test_who_stops_is_told_the_folder_of_all_trainings(small, tmp_path, monkeypatch):
    def evaluate(self, net):
        signal.raise_signal(signal.SIGINT)
        return {"val_loss": 1.0}

    monkeypatch.setattr(SiteTask, "evaluate", evaluate)
    trained, tested = str(small / "train.txt"), str(small / "test.txt")
    settings = SitesSettings(sequences=trained, test=tested, epochs=2, batch=13, rates=[0.1], seeds=[1])
    with computing(device="cpu", threads=1), pytest.raises(TaskError) as stopped:
        train_kind(
            "logistic", load_task(settings), settings, tmp_path, Reporter(silent, "training", 1, "trainings")
        )
    words = (
        f"logistic, rate 0.1, seed 1: stopped at step 5 of 8; everything is saved in {tmp_path}: go on with"
    )
    assert str(stopped.value) == f"{words} `resume`"
    assert stopped.value.setting == ("resume",)
