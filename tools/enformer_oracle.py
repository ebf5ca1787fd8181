"""Freezes what enformer-pytorch says of small random models, for tests: it cannot stand in one environment with us.

    python -m venv PEER && PEER/bin/pip install enformer-pytorch==0.8.12
    PEER/bin/python tools/enformer_oracle.py tests/samples/enformer.npz

Weights are no part of the file: each is drawn in the order of the names by numpy's generator of a seed, here and in the
tests. Kept are names and shapes (of the published size, too), outputs of two inputs, both heads, at two lengths and
positional tables, and every 61st row of the table that comes with the package.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from enformer_pytorch.config_enformer import EnformerConfig  # type: ignore[import-not-found,unused-ignore]
from enformer_pytorch.modeling_enformer import (  # type: ignore[import-not-found,unused-ignore]
    TF_GAMMAS,
    Enformer,
    get_positional_embed,
)

SMALL = {
    "dim": 36,
    "depth": 2,
    "heads": 3,
    "attn_dim_key": 5,
    "output_heads": {"human": 7, "mouse": 5},
    "target_length": 11,
    "num_downsamples": 4,
    "dim_divisible_by": 2,
}
BINS = 17
BIN = 16


def drawn(shapes: dict[str, tuple[int, ...]], seed: int) -> dict[str, torch.Tensor]:
    """Return a state: standard deviations such that logits neither vanish nor burst."""
    rng = np.random.default_rng(seed)
    state = {}
    for name in sorted(shapes):
        values = rng.standard_normal(shapes[name])
        if name.endswith("running_var"):
            values = 0.5 + np.abs(values)
        elif name.endswith("num_batches_tracked"):
            values = np.zeros(shapes[name])
        elif len(shapes[name]) > 1 and "rel_" not in name.rpartition(".")[2]:
            values = values * (1.5 / np.sqrt(np.prod(shapes[name][1:])))
        state[name] = torch.from_numpy(np.asarray(values, np.float32))
    return state


def main(out: Path) -> None:
    """Write the file."""
    kept: dict[str, Any] = {}
    with torch.device("meta"):
        large = Enformer(EnformerConfig())
    kept["published_names"] = np.array(
        [f"{name} {'x'.join(map(str, value.shape))}" for name, value in large.state_dict().items()]
    )
    model = Enformer(EnformerConfig(**SMALL)).eval()
    shapes = {n: tuple(v.shape) for n, v in model.state_dict().items() if not n.startswith("_trunk.")}
    kept["names"] = np.array([f"{name} {'x'.join(map(str, shape))}" for name, shape in shapes.items()])
    rng = np.random.default_rng(5)
    for bins in (BINS, 29):
        letters = rng.integers(0, 5, (2, bins * BIN))  # 4 is N: no base
        kept[f"letters_{bins}"] = letters.astype(np.uint8)
        one_hot = torch.from_numpy(np.eye(5, 4, dtype=np.float32)[letters])
        for scale in (1, 4, 12):
            state = drawn(shapes, 7)
            for name in ("_heads.human.0.weight", "_heads.mouse.0.weight"):
                state[name] = state[name] * scale
            model.load_state_dict(state, strict=False)
            with torch.no_grad():
                found, embeddings = model(one_hot, return_embeddings=True)
            for head, values in found.items():
                kept[f"{head}_{bins}_{scale}"] = values.numpy()
        kept[f"embeddings_{bins}"] = embeddings.numpy()
    kept["basis"] = get_positional_embed(BINS, 12, torch.device("cpu"), False).numpy()
    kept["gammas"] = TF_GAMMAS.numpy()[::61]
    np.savez_compressed(out, **kept)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
