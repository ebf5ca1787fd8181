"""Train a convolutional net from pictures by class, in a run folder."""

import math
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch

from babelix.base.arguments import checked
from babelix.base.progress import Listener, silent
from babelix.base.seeds import derive
from babelix.classic.alexnet import SHAPES, ConvNet, Shape, shape_named
from babelix.classic.labelled import scales
from babelix.classic.variation import Variation
from babelix.evaluation.percentile import wilson
from babelix.training.device import best_device
from babelix.training.loop import Loop
from babelix.training.plan import Plan
from babelix.training.precision import keep_freed_memory, resolve_precision
from babelix.workflows.classic.convnet.look import READ
from babelix.workflows.classic.convnet.pictures import Pictures, load_pictures
from babelix.workflows.classic.convnet.settings import ConvnetSettings, LearningSettings
from babelix.workflows.classic.convnet.task import PictureTask, Reading, cycle
from babelix.workflows.runs.tasks import Trained
from babelix.workflows.runs.training import Training, begun

CHANGING = ("training.threads",)
_PACKAGES = ("torch", "numpy", "pillow", "safetensors")


@dataclass(frozen=True)
class TrainedNet(Trained):
    """What training left behind: how many pictures it read, and how many it tells right of how many others."""

    pictures: int
    val_right: int
    val: int
    test_right: int | None
    test: int | None

    def report(self) -> str:
        """Return what a person wants to know, in lines."""
        lines = [
            f"{super().report()}, trained on {self.pictures:,} pictures",
            _share("held out", self.val_right, self.val),
        ]
        if self.test is not None and self.test_right is not None:
            lines.append(_share("test", self.test_right, self.test))
        return "\n".join(lines)


def _share(name: str, right: int, count: int) -> str:
    low, high = wilson(right, count)
    return f"{name:9} {right / count:.2%} right of {count:,} ({low:.2%} to {high:.2%})"


@checked
def train(
    settings: ConvnetSettings, *, beside: Path, run: Path, resume: bool = False, listener: Listener = silent
) -> TrainedNet:
    """Train as `settings` say and leave everything in the folder `run`; a relative folder is sought in `beside`.

    Raises `RequestError` on settings or pictures that will not do and on a folder in use, `TaskError` when it was
    stopped or failed. Before the first update a failure leaves the folder as it was.
    """
    shape_named(settings.model.size, classes=2)  # refused before pictures are read
    least = 1 if settings.model.size == "small" else SHAPES[settings.model.size].side
    pictures = load_pictures(_placed(settings, beside).data, settings.training.seed, least)
    threads = settings.training.threads
    taken = begun(run, settings, pictures.checksums, resume=resume, threads=threads, changing=CHANGING)
    with taken as training:
        loop, task = _prepare(settings, pictures, training, resume, listener)
        weights = training.run(loop, settings.training, listener)
        loop.model.eval()
        val_right = task.score(loop.model, pictures.val)[1]
        test = pictures.test
        test_right = None if test is None else task.score(loop.model, test)[1]
    parameters = sum(p.numel() for p in loop.model.parameters())
    counts = (
        len(pictures.train),
        val_right,
        len(pictures.val),
        test_right,
        None if test is None else len(test),
    )
    return TrainedNet(run, weights, loop.state.step, parameters, *counts)


def _placed(settings: ConvnetSettings, beside: Path) -> ConvnetSettings:
    """Return the settings with a folder of pictures beside the recipe as a path from here."""
    if not (beside / settings.data.name).is_dir():
        return settings
    data = settings.data.model_copy(update={"name": str(beside / settings.data.name)})
    return settings.model_copy(update={"data": data})


def _prepare(
    settings: ConvnetSettings, pictures: Pictures, training: Training, resume: bool, listener: Listener
) -> tuple[Loop, PictureTask]:
    keep_freed_memory()
    device, own = best_device(), settings.training
    channels, side = pictures.train.images.shape[1:3]
    # The published sizes read 224 pixels; ours reads pictures as they are.
    reads = side if settings.model.size == "small" else max(side, SHAPES[settings.model.size].side)
    shape = shape_named(
        settings.model.size, classes=len(pictures.train.classes), channels=channels, side=reads
    )
    model = new_net(shape, settings.model.dropout, own.seed, device)
    mean, deviation = scales(pictures.train.images)
    plan = build_plan(own, len(pictures.train), device)
    variation = Variation(settings.data.shift, settings.data.turn, settings.data.mirror)
    task = PictureTask(
        pictures.train,
        pictures.val,
        Reading(torch.tensor(mean), torch.tensor(deviation), shape.side, variation),
        batch=own.batch,
        seed=own.seed,
        device=device,
        precision=plan.precision,
    )
    loop = Loop(model, task, plan, training.folder, resume=resume, listener=listener)
    read = {
        "classes": list(pictures.train.classes),
        "channels": channels,
        "side": shape.side,
        "mean": mean,
        "deviation": deviation,
    }
    training.record({READ: read, "train": len(pictures.train), "val": len(pictures.val)}, _PACKAGES)
    return loop, task


def new_net(shape: Shape, dropout: float, seed: int, device: torch.device) -> ConvNet:
    """Return a net to train, drawn by `seed`, which torch's random numbers then follow.

    Kernels lie in memory with their channels last, and so does what they make: pooling and products are faster so.
    """
    torch.manual_seed(derive(seed, "model"))
    model = ConvNet(shape, dropout).to(device)
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    torch.manual_seed(derive(seed, "training"))
    return model


def build_plan(own: LearningSettings, count: int, device: torch.device) -> Plan:
    """Return the loop's numbers for `count` pictures: an evaluation and a checkpoint each epoch."""
    each = math.ceil(count / own.batch)
    steps = own.epochs * each
    return Plan(
        steps=steps,
        rate=partial(cycle, steps=steps, highest=own.rate),
        betas=(0.9, 0.999),
        epsilon=1e-8,
        precision=resolve_precision(own.precision, device),
        log_every=max(each // 10, 1),
        evaluate_every=each,
        save_every=each,
        batching=own.batch,
        unit="pictures",
    )
