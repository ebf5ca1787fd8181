"""enformer-pytorch's side of `benchmarks.dna.enformer`: runs in an environment of its own, without babelix.

Reads a line of JSON a request on standard input and answers with one. The model has the published sizes and random
weights of a seed; attention's last maps are drawn, too, which its constructor leaves at zero.
"""

import ctypes
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from enformer_pytorch.config_enformer import EnformerConfig  # type: ignore[import-not-found,unused-ignore]
from enformer_pytorch.modeling_enformer import (  # type: ignore[import-not-found,unused-ignore]
    Attention,
    Enformer,
)


def made(small: bool) -> Any:
    """Return the model of the seed: the published one, or a small one to try the benchmark."""
    torch.manual_seed(1)
    few = {"dim": 192, "depth": 2, "dim_divisible_by": 32, "output_heads": {"human": 53, "mouse": 16}}
    sizes: dict[str, Any] = few if small else {}
    model = Enformer(EnformerConfig(**sizes)).eval()
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, Attention):
                torch.nn.init.normal_(module.to_out.weight, std=0.5 * module.to_out.weight.shape[0] ** -0.5)
            if isinstance(module, torch.nn.BatchNorm1d):
                assert module.running_mean is not None
                assert module.running_var is not None
                torch.nn.init.normal_(module.running_mean, std=0.1)
                torch.nn.init.uniform_(module.running_var, 0.5, 2.0)
    return model


def one_hot(length: int, position: int | None = None, base: int = 0) -> torch.Tensor:
    """Return bases of a seed (1, length, 4), one of them changed."""
    letters = np.random.default_rng(length).integers(0, 4, length)
    if position is not None:
        letters[position] = base
    return torch.from_numpy(np.eye(4, dtype=np.float32)[letters])[None]


def memory(name: str) -> int:
    """Return a number of /proc/self/status, in bytes: VmRSS now, VmHWM the most since `fresh`."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(name)).split()[1])


def fresh() -> int:
    """Let the most be counted from now on, and return what is taken now."""
    ctypes.CDLL(None).malloc_trim(0)  # what was freed goes back first
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return memory("VmRSS")


def scaled(model: Any, embeddings: torch.Tensor, scales: list[float]) -> dict[str, Any]:
    """Return the tracks of both heads with their weights times each of `scales`."""
    found = {}
    with torch.inference_mode():
        for head, (linear, softplus) in model._heads.items():
            for scale in scales:
                logits = torch.nn.functional.linear(embeddings, scale * linear.weight, linear.bias)
                found[f"{head} x{scale:g}"] = softplus(logits).double().cpu().numpy()
    return found


def answer(model: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """Do what a request asks for."""
    if asked["do"] == "save":
        state = {name: value for name, value in model.state_dict().items() if not name.startswith("_trunk.")}
        torch.save(state, asked["path"])
        return {}
    for module in model.modules():
        if isinstance(module, Attention):
            module.use_tf_gamma = asked.get("table", False)
    dtype = getattr(torch, asked.get("dtype", "float32"))
    device = asked.get("device", "cpu")
    model.to(device, dtype)
    x = one_hot(asked["length"], asked.get("position"), asked.get("base", 0)).to(device, dtype)
    before, began, clock = fresh(), time.process_time(), time.perf_counter()
    with torch.inference_mode():
        _, embeddings = model(x, target_length=asked["target"], return_embeddings=True)
    if device != "cpu":
        torch.cuda.synchronize()
    told = {
        "seconds": time.process_time() - began,
        "clock": time.perf_counter() - clock,
        "peak": memory("VmHWM") - before,
    }
    if "path" in asked:
        np.savez(asked["path"], **scaled(model, embeddings[0], asked["scales"]))
    return told


def main() -> None:
    """Answer requests until there are no more."""
    torch.set_num_threads(int(sys.argv[1]))
    model = made("--small" in sys.argv)
    for line in sys.stdin:
        print(json.dumps(answer(model, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
