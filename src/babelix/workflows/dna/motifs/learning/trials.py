"""The trainings of one net: each rate once, the best with the other seeds; what is finished is read again."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch

from babelix.base.errors import TaskError
from babelix.base.progress import Reporter
from babelix.base.seeds import derive
from babelix.classic.sites.nets import Kind, SiteNet
from babelix.training.device import best_device
from babelix.training.keeping import FINAL, LAST
from babelix.training.loop import Loop
from babelix.training.plan import Plan
from babelix.training.schedule import flat_rate
from babelix.training.tensors import load_weights
from babelix.workflows.dna.motifs.learning.data import Task
from babelix.workflows.dna.motifs.learning.settings import SitesSettings
from babelix.workflows.dna.motifs.learning.task import SiteTask
from babelix.workflows.runs.weights import read_weights


@dataclass(frozen=True)
class Trained:
    """The nets of one kind, a seed each, the first one first, and the rate that sites held out chose."""

    kind: Kind
    rate: float
    nets: tuple[SiteNet, ...]

    @property
    def parameters(self) -> int:
        """The numbers of one net."""
        return sum(each.numel() for each in self.nets[0].parameters())


def train_kind(kind: Kind, task: Task, settings: SitesSettings, folder: Path, reporter: Reporter) -> Trained:
    """Return the nets of a kind, trained in folders of their own below `folder`, or read from there."""
    first, *others = settings.seeds
    tried = {rate: _train(kind, rate, first, task, settings, folder, reporter) for rate in settings.rates}
    rate = min(tried, key=lambda each: _surprise(tried[each], task, settings))
    nets = [tried[rate], *(_train(kind, rate, seed, task, settings, folder, reporter) for seed in others)]
    return Trained(kind, rate, tuple(nets))


def _surprise(net: SiteNet, task: Task, settings: SitesSettings) -> float:
    own = SiteTask(task.train, task.val, batch=settings.batch, seed=0, device=torch.device("cpu"))
    return own.evaluate(net)["val_loss"]


def _train(
    kind: Kind, rate: float, seed: int, task: Task, settings: SitesSettings, folder: Path, reporter: Reporter
) -> SiteNet:
    run = folder / kind / f"rate-{rate:g}-seed-{seed}"
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(derive(seed, "weights", kind))
    device = best_device()
    net = SiteNet(kind, task.train.sites.shape[1], len(task.factors)).to(device)
    if not (run / FINAL).exists():
        own = SiteTask(task.train, task.val, batch=settings.batch, seed=seed, device=device)
        plan = _plan(settings, rate, len(task.train))
        try:
            Loop(net, own, plan, run, resume=(run / LAST).exists()).run()
        except TaskError as error:
            # To go on is to name the folder of all trainings, not that of the one that was stopped.
            sentence = str(error).replace(f" {run}: ", f" {folder}: ")
            raise TaskError(
                f"{kind}, rate {rate:g}, seed {seed}: {sentence}", setting=error.setting
            ) from error
    weights, file = read_weights(run)
    load_weights(net, weights, str(file))
    reporter.advance(1)
    return net.eval()


def _plan(settings: SitesSettings, rate: float, sites: int) -> Plan:
    epoch = -(-sites // settings.batch)
    steps = settings.epochs * epoch
    return Plan(
        steps=steps,
        rate=partial(flat_rate, steps=steps, highest=rate, warmup=epoch, cooldown=steps // 2),
        log_every=epoch,
        evaluate_every=epoch,
        save_every=epoch * 5,
        keep="best",
        unit="sites",
    )
