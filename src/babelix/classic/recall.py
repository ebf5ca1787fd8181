"""Recall at a distance: a symbol, so many others that do not matter, a question; and how long a layer takes a token."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from babelix.attention.multi_head import extend
from babelix.base.seeds import derive
from babelix.classic.distance import CELLS, Attention, ratios
from babelix.training.plan import Loss

SYMBOLS, NOISE = 8, 8
"""Symbols to be recalled, and others that stand between; one more asks. By chance one in eight is right."""
_VOCABULARY = SYMBOLS + NOISE + 1
_BATCHES, _TEST = 50, 512
_CPU = torch.device("cpu")


class Recaller(nn.Module):
    """An embedding, a layer of one kind, and what it says of the symbol at its last output."""

    def __init__(self, cell: str, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(_VOCABULARY, width)
        self.cell = CELLS[cell](width)
        self.output = nn.Linear(width, SYMBOLS)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the logits of the symbol [batch, symbols] for tokens [batch, distance + 1]."""
        logits: Tensor = self.output(self.cell(self.embedding(tokens))[0][:, -1])
        return logits


@dataclass(frozen=True)
class Asked:
    """Sequences [batch, distance + 1] and the symbol that each began with."""

    tokens: Tensor
    symbols: Tensor


class RecallTask:
    """Sequences of one `distance` between the symbol and the question, as the loop asks for them."""

    def __init__(self, distance: int, batch: int, seed: int, device: torch.device = _CPU) -> None:
        self._distance, self._batch, self._seed, self._device = distance, batch, seed, device

    def batches(self, epoch: int, first: int) -> Iterator[Asked]:
        """Yield an epoch's batches, drawn anew in each."""
        for number in range(first, _BATCHES):
            yield self._draw(self._batch, "batch", epoch, number)

    def loss(self, model: nn.Module, batch: Asked) -> Loss:
        """Return the sum of -log p of the symbols."""
        total = functional.cross_entropy(model(batch.tokens), batch.symbols, reduction="sum")
        return Loss(total, total.detach(), len(batch.symbols))

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Return loss and accuracy on sequences that are never trained on."""
        held = self._draw(_TEST, "held out")
        logits = model(held.tokens)
        right = float((logits.argmax(1) == held.symbols).float().mean())
        return {"val_loss": float(functional.cross_entropy(logits, held.symbols)), "val_accuracy": right}

    def samples(self, model: nn.Module) -> list[dict[str, str]]:
        """Return nothing."""
        return []

    def late(self, many: int, length: int) -> Tensor:
        """Return new sequences [many, length] that end as the task's do: what stands before the symbol is noise."""
        end = self._draw(many, "late").tokens
        rng = torch.Generator().manual_seed(derive(self._seed, "before"))
        before = torch.randint(SYMBOLS, SYMBOLS + NOISE, (many, length - end.shape[1]), generator=rng)
        return torch.cat([before.to(self._device), end], 1)

    def _draw(self, batch: int, *names: str | int) -> Asked:
        rng = torch.Generator().manual_seed(derive(self._seed, *names))
        symbols = torch.randint(SYMBOLS, (batch,), generator=rng)
        noise = torch.randint(SYMBOLS, SYMBOLS + NOISE, (batch, self._distance - 1), generator=rng)
        asking = torch.full((batch, 1), _VOCABULARY - 1)
        tokens = torch.cat([symbols[:, None], noise, asking], 1)
        return Asked(tokens.to(self._device), symbols.to(self._device))


def owed(net: Recaller, tokens: Tensor, seed: int) -> Tensor:
    """Return of each distance what the net's last output owes to the embedding there: g_k, the median over sequences.

    It is what `babelix.classic.distance` measures of layers that were only drawn; tokens are [batch, time].
    """
    device = tokens.device
    r = torch.randn(net.output.in_features, generator=torch.Generator().manual_seed(seed)).to(device)
    return ratios(net.cell, net.embedding(tokens), r).median(0).values


@dataclass(frozen=True)
class Pace:
    """Of one cell and length, microseconds a token: learning from all at once, writing one by one.

    They are the processor's own time, whatever else it does meanwhile; on a GPU, of the clock.
    """

    cell: str
    length: int
    training: float
    generating: float


def pace(cell: str, width: int, length: int, repeats: int = 3, device: torch.device = _CPU) -> Pace:
    """Return the fastest of some repeats: forward and back through a sequence; a step at a time, no gradients."""
    layer = CELLS[cell](width).to(device)
    x = torch.randn(1, length, width, device=device)
    learning, writing = [], []
    for _ in range(repeats):
        began = _now(device)
        layer(x)[0].sum().backward()
        learning.append(_now(device) - began)
        with torch.no_grad():
            began = _now(device)
            generate(layer, x)
            writing.append(_now(device) - began)
    return Pace(cell, length, 1e6 * min(learning) / length, 1e6 * min(writing) / length)


def _now(device: torch.device) -> float:
    if device.type != "cuda":
        return time.process_time()
    torch.cuda.synchronize(device)
    return time.perf_counter()


def generate(layer: nn.Module, x: Tensor) -> Tensor:
    """Return the outputs of x [1, time, width] read one token after the other, what was read before kept."""
    outputs, state = [], None
    for t in range(x.shape[1]):
        token = x[:, t : t + 1]
        if isinstance(layer, Attention):
            y = layer.norm(token)
            new = layer.attention.project(y)
            state = new if state is None else extend(state, new)
            h = token + layer.attention(y, state)[0]
        else:
            h, state = layer(token, state)
        outputs.append(h)
    return torch.cat(outputs, 1)
