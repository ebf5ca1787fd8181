"""A training step of a recurrent net of the next word beside plain torch modules with the same weights and words.

    python -m benchmarks.classic.next_word --kind lstm --json next_word.json

Ours is an update of the training loop with all that is in it. torch's side is what its users write: an embedding, the
layers, a linear map to the vocabulary, `F.cross_entropy`, gradients clipped, fused Adam, the state carried on without
gradients. The first losses are compared; there is no dropout on either side.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from babelix.classic.next_word.nets import RECURRENT, NextWord, Shape
from babelix.training.loop import Loop
from babelix.workflows.classic.next_word.settings import LearningSettings
from babelix.workflows.classic.next_word.task import NextWordTask
from babelix.workflows.classic.next_word.train import build_plan
from benchmarks.classic.sides import compared
from benchmarks.measure import arguments, write


class Plain(nn.Module):
    """An embedding, recurrent layers, a linear map."""

    def __init__(self, ours: NextWord) -> None:
        super().__init__()
        shape = ours.shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.cells = RECURRENT[shape.kind](shape.width, shape.hidden, shape.layers, batch_first=True)
        self.output = nn.Linear(shape.width, shape.vocabulary)
        weights = ours.state_dict()
        renamed = {"embedding.weight": weights["embedding.weight"], "output.weight": weights["output"]}
        cells = {k.removeprefix("body."): v for k, v in weights.items() if k.startswith("body.cells.")}
        self.load_state_dict({**renamed, **cells, "output.bias": weights["bias"]})

    def forward(self, words: Tensor, state: object) -> tuple[Tensor, object]:
        """Return the scores of the next words, and the state after them."""
        h, state = self.cells(self.embedding(words), state)
        return self.output(h), state


class Sides:
    """Our net in our loop and torch's with its first weights, on words drawn by a seed."""

    def __init__(self, shape: Shape, own: LearningSettings, folder: Path) -> None:
        words = np.random.default_rng(1).integers(0, shape.vocabulary, own.batch * own.length * 40, np.int32)
        cpu = torch.device("cpu")
        self.task = NextWordTask(
            words, words[:600], batch=own.batch, length=own.length, device=cpu, precision=torch.float32
        )
        self.model = NextWord(shape)
        self.model.carry(own.batch)
        self.loop = Loop(self.model, self.task, build_plan(own, self.task.pieces, torch.float32), folder)
        self.first = next(self.task.batches(0, 0))
        self.nets = {"torch": Plain(self.model)}
        self._adam = torch.optim.Adam(self.nets["torch"].parameters(), own.rate, fused=True)
        self._clip = own.clip
        self._state: Any = None

    def difference(self) -> float:
        """Return how far the mean losses of the first piece are apart."""
        with torch.no_grad():
            ours = self.task.loss(self.model, self.first)
            theirs, _ = self.nets["torch"](self.first.words, None)
        return abs(
            float(ours.total) / ours.count
            - float(F.cross_entropy(theirs.flatten(0, 1), self.first.following.flatten()))
        )

    def step(self, name: str) -> None:
        """Take one training step as torch's users do."""
        net = self.nets[name]
        logits, state = net(self.first.words, self._state)
        F.cross_entropy(logits.flatten(0, 1), self.first.following.flatten()).backward()
        nn.utils.clip_grad_norm_(net.parameters(), self._clip)
        self._adam.step()
        self._adam.zero_grad(set_to_none=True)
        self._state = tuple(each.detach() for each in state) if isinstance(state, tuple) else state.detach()


def main() -> None:
    """Measure one kind, print the ratio and write it."""
    options = arguments(__doc__, repeats=15)
    options.add_argument("--kind", default="lstm", choices=list(RECURRENT))
    options.add_argument("--vocabulary", type=int, default=10_000)
    options.add_argument("--width", type=int, default=200)
    asked = options.parse_args()
    shape = Shape(asked.kind, asked.vocabulary, asked.width, asked.width, layers=2)
    own = LearningSettings(epochs=10_000, batch=20, length=20, precision="float32")
    with tempfile.TemporaryDirectory() as folder:
        sides = Sides(shape, own, Path(folder))
        difference = sides.difference()
        print(f"{asked.kind}, {torch.get_num_threads()} threads; losses differ by {difference:.1e}")
        results: list[dict[str, object]] = [{"kind": asked.kind, "loss_difference": difference}]
        results += compared(sides, asked.repeats, "a step")
    write(asked.json, results)


if __name__ == "__main__":
    main()
