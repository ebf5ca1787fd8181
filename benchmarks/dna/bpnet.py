"""BPNet's profile from a seed, in torch alone: both sides of `benchmarks.dna.incremental` import it."""

import torch
from torch import Tensor, nn

BASES, OUTPUTS, FILTERS, LAYERS, SEED = 2_114, 1_000, 64, 8, 21


class BPNet(nn.Module):
    """Avsec et al. 2021: a first convolution, residual dilated ones, a wide profile; padded, then its middle."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(SEED)
        self.first = nn.Conv1d(4, FILTERS, 21, padding=10)
        self.residual = nn.ModuleList(
            nn.Conv1d(FILTERS, FILTERS, 3, padding=2**i, dilation=2**i) for i in range(1, LAYERS + 1)
        )
        self.profile = nn.Conv1d(FILTERS, 1, 75, padding=37)

    def forward(self, x: Tensor) -> Tensor:
        """Return the profile (batch, 1, outputs) of one-hot sequences (batch, 4, bases)."""
        x = torch.relu(self.first(x))
        for each in self.residual:
            x = x + torch.relu(each(x))
        cut = (BASES - OUTPUTS) // 2
        found: Tensor = self.profile(x)[..., cut : cut + OUTPUTS]
        return found


def sequence() -> Tensor:
    """Return a one-hot sequence (4, bases)."""
    bases = torch.randint(4, (BASES,), generator=torch.Generator().manual_seed(SEED))
    return torch.eye(4)[bases].T.contiguous()
