"""A training step of a convolutional net beside plain torch modules with the same weights, pictures and optimiser.

    python -m benchmarks.classic.convnet --size small --json convnet.json
    python -m benchmarks.classic.convnet --size two-column --batch 16 --repeats 5

Ours is an update of the training loop with all that is in it: a batch of bytes cut in an order of the epoch's own, read
ahead, scaled, forward, loss, backward, the division by the batch, fused Adam. torch's side is what its users write: the
modules, `F.cross_entropy` and fused Adam on numbers that lie ready; and the same with channels last. The first losses
are compared with dropout off. Both are measured on the clock and in processor seconds, which other people's work on the
same cores disturbs less.
"""

import tempfile
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from babelix.classic.alexnet import SHAPES
from babelix.classic.labelled import Labelled
from babelix.classic.variation import Variation
from babelix.training.loop import Loop
from babelix.training.precision import keep_freed_memory
from babelix.workflows.classic.convnet.settings import LearningSettings
from babelix.workflows.classic.convnet.task import PictureTask, Reading
from babelix.workflows.classic.convnet.train import build_plan, new_net
from benchmarks.classic.sides import compared
from benchmarks.classic.torch_peer import torch_net
from benchmarks.measure import arguments, write

DROPOUT, RATE = 0.5, 2e-3
MEAN, DEVIATION = 0.13, 0.31


class Sides:
    """Our net in our loop, and torch's modules with its first weights, on pictures drawn by a seed."""

    def __init__(self, size: str, batch: int, folder: Path, variation: Variation) -> None:
        shape, cpu = SHAPES[size], torch.device("cpu")
        images = np.random.default_rng(1).integers(
            0, 256, (3 * batch, shape.channels, shape.side, shape.side), dtype=np.uint8
        )
        pictures = Labelled(images, np.arange(len(images)) % shape.classes, ("",) * shape.classes)
        own = LearningSettings(batch=batch, rate=RATE, epochs=10_000, precision="float32")
        self.model = new_net(shape, DROPOUT, own.seed, cpu)
        mean, deviation = (torch.full((shape.channels,), each) for each in (MEAN, DEVIATION))
        self.task = PictureTask(
            pictures,
            pictures,
            Reading(mean, deviation, variation=variation),
            batch=batch,
            seed=own.seed,
            device=cpu,
            precision=torch.float32,
        )
        self.loop = Loop(self.model, self.task, build_plan(own, len(pictures), cpu), folder)
        self.first = pictures.take(np.arange(batch))
        self.x, self.y = self.task.pixels(self.first.images), torch.from_numpy(self.first.labels)
        self.nets = {name: torch_net(size, DROPOUT) for name in ("torch", "torch, channels last")}
        for net in self.nets.values():
            net.load_state_dict(self.model.state_dict())
        self.nets["torch, channels last"].to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.adams = {
            name: torch.optim.Adam(net.parameters(), RATE, fused=True) for name, net in self.nets.items()
        }

    def difference(self) -> float:
        """Return how far the mean losses of the first batch are apart, with dropout off."""
        with torch.no_grad():
            ours = self.task.loss(self.model.eval(), self.first)
            theirs = F.cross_entropy(self.nets["torch"].eval()(self.x), self.y)
        self.model.train()
        self.nets["torch"].train()
        return abs(float(ours.total) / ours.count - float(theirs))

    def step(self, name: str) -> None:
        """Take one training step as torch's users do."""
        loss = F.cross_entropy(self.nets[name](self.x), self.y)
        loss.backward()
        self.adams[name].step()
        self.adams[name].zero_grad(set_to_none=True)


def main() -> None:
    """Measure one size, print the ratios and write them."""
    options = arguments(__doc__, repeats=15)
    options.add_argument("--size", default="small", choices=list(SHAPES))
    options.add_argument("--batch", type=int, default=128, help="pictures a step (128)")
    options.add_argument(
        "--varied", action="store_true", help="ours alone varies its pictures, as its recipes do"
    )
    asked = options.parse_args()
    variation = Variation(2, 10, False) if asked.varied else Variation()
    results: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        sides = Sides(asked.size, asked.batch, Path(folder), variation)
        difference = sides.difference()
        print(
            f"{asked.size}, {asked.batch} pictures, {torch.get_num_threads()} threads; "
            f"losses differ by {difference:.1e}"
        )
        results.append({"size": asked.size, "batch": asked.batch, "loss_difference": difference})
        results += compared(sides, asked.repeats, "a step")
        # Last, since it cannot be undone: as a training does it, from here on all sides reuse freed memory.
        keep_freed_memory()
        results += compared(sides, asked.repeats, "a step, freed memory kept by all")
    write(asked.json, results)


if __name__ == "__main__":
    main()
