"""Train matrices and nets on the same sites, and look at what they learned."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from babelix.base.arguments import at_least, checked
from babelix.base.errors import RequestError
from babelix.base.files import write_json
from babelix.base.progress import Listener, Reporter, silent
from babelix.classic.atlas.planes import principal
from babelix.classic.sites.matrix import Matrices
from babelix.classic.sites.nets import KINDS, Attending, SiteNet
from babelix.genome.formats.meme import write_motifs
from babelix.genome.motifs.counted import by_label, motif_of
from babelix.genome.motifs.letters import bits
from babelix.genome.sequence import N
from babelix.tracks.filters import filter_motifs, first_layer
from babelix.workflows.dna.motifs.learning.data import Task, load_task
from babelix.workflows.dna.motifs.learning.results import Learned, Space, row_of
from babelix.workflows.dna.motifs.learning.settings import SitesSettings
from babelix.workflows.dna.motifs.learning.task import predicted
from babelix.workflows.dna.motifs.learning.trials import Trained, train_kind
from babelix.workflows.dna.motifs.match import Found, nearest
from babelix.workflows.dna.motifs.sources import Motifs, clusters
from babelix.workflows.runs.training import begun

REPORT, MATRICES, FILTERS = "report.json", "matrices.meme", "filters.meme"
_PACKAGES = ("torch", "numpy", "safetensors")


@checked
def learn(
    settings: SitesSettings,
    run: Path,
    against: Path | None = None,
    *,
    resume: bool = False,
    listener: Listener = silent,
) -> Learned:
    """Train all in `run`, and write there the report, the matrices, the filters' motifs. `against` as `match` has it.

    Raises `RequestError` for files that are none and a folder in use, `TaskError` where it was stopped: what is
    finished stays for `resume`.
    """
    _check(settings)
    task = load_task(settings)
    clusters(against)  # refused before anything is trained
    with begun(run, settings, task.checksums, resume=resume) as training:
        training.record({}, _PACKAGES)
        training.attempt.trained = True
        count = len(KINDS) * (len(settings.rates) + len(settings.seeds) - 1)
        reporter = Reporter(listener, "training", count, "trainings")
        trained = [train_kind(kind, task, settings, run, reporter) for kind in KINDS]
        found = _look(run, task, trained, against, listener)
        write_json(run / REPORT, found.report())
        write_motifs(found.matrices, run / MATRICES)
        write_motifs(found.filters.queries.motifs, run / FILTERS)
    return found


def _check(settings: SitesSettings) -> None:
    at_least(1, seeds=len(settings.seeds), rates=len(settings.rates))
    if len(set(settings.seeds)) < len(settings.seeds) or min(settings.seeds) < 0:
        raise RequestError(f"`seeds` {settings.seeds}: expected different numbers from 0 on", setting="seeds")
    if min(settings.rates) <= 0:
        raise RequestError(f"`rates` {settings.rates}: expected numbers above 0", setting="rates")


def _look(run: Path, task: Task, trained: list[Trained], against: Path | None, listener: Listener) -> Learned:
    matrices = Matrices(task.train.sites, task.train.labels, len(task.factors))
    of_matrices = matrices.scores(task.test.sites)
    rows = [row_of("pwm", matrices.parameters, None, task, [of_matrices.argmax(1)])]
    for each in trained:
        answers = [predicted(net, task.test).argmax(1).numpy() for net in each.nets]
        rows.append(row_of(each.kind, each.parameters, each.rate, task, answers))
    motifs = [motif_of(name, own) for name, own in by_label(task.raw.sequences, task.raw.labels).items()]
    nets = {each.kind: each.nets[0] for each in trained}
    flat = task.test.sites.reshape(len(task.test), -1)
    spaces = [Space("one-hot bases", principal(flat)), Space("pwm scores", principal(of_matrices))]
    spaces += [
        Space(f"{kind}, hidden", principal(_hidden(net, task)))
        for kind, net in nets.items()
        if kind != "logistic"
    ]
    filters = _filters(nets["cnn"], task, against, listener)
    return Learned(
        run, task, tuple(rows), tuple(motifs), filters, tuple(spaces), _attention(nets["transformer"], task)
    )


@torch.no_grad()
def _hidden(net: SiteNet, task: Task) -> NDArray[np.float32]:
    x = torch.from_numpy(task.test.sites).to(net.head.weight)
    return np.asarray(net.body(x).float().cpu().numpy(), np.float32)


def _filters(net: SiteNet, task: Task, against: Path | None, listener: Listener) -> Found:
    """Return the filters beside known motifs, strongest first; they read the sites trained on, an N between two."""
    text = chr(N).join(task.raw.sequences)
    found = filter_motifs(first_layer(net), [np.frombuffer(text.encode(), np.uint8)])
    ranked = tuple(sorted(found.motifs, key=lambda each: -bits(each)))
    return nearest(Motifs("the CNN's filters", ranked, found.count), against, 1, listener)


@torch.no_grad()
def _attention(net: SiteNet, task: Task) -> NDArray[np.float32]:
    assert isinstance(net.body, Attending)
    weights = net.body.weights(torch.from_numpy(task.test.sites).to(net.head.weight)).float().cpu().numpy()
    return np.stack([weights[task.test.labels == at].mean(0) for at in range(len(task.factors))])
