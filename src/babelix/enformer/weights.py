"""Weights in files: the published `pytorch_model.bin`, safetensors, and whatever enformer-pytorch saves.

Published: EleutherAI/enformer-official-rough on the Hugging Face hub, 570 names for 287 tensors, CC BY 4.0. Files are
written under the same names, so that enformer-pytorch reads ours, too.
"""

import pickle
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.base.files import atomic
from babelix.enformer.model import Enformer
from babelix.enformer.names import distinct, ours, published
from babelix.enformer.sizes import PUBLISHED, Sizes
from babelix.training.tensors import Undrawn, check_tensors, load_tensors, save_tensors

_STATE = "enformer"
# How torch's files begin: a zip's first letters, or a pickle's protocol.
_TORCH = (b"PK", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
ENDINGS = (".bin", ".pt", ".safetensors")


def load_enformer(path: str | Path, sizes: Sizes | None = None) -> Enformer:
    """Return the model of a file, on the CPU, in float32, ready to predict.

    Its sizes are those of `sizes`, or read off the tensors' shapes; how much is cropped stands in safetensors written
    here, and is the published 320 bins a side for any other file. A `.bin` is read as tensors alone, so that one that
    would run code is refused. Raises `RequestError` for a file that is missing, no such file, of another shape, or of
    weights that are no numbers.
    """
    tensors, state = read_state(Path(path))
    sizes = sizes or sizes_of(tensors, str(path), int(state.get("crop", PUBLISHED.crop)))
    return from_state(tensors, sizes, str(path))


def from_state(tensors: Mapping[str, Tensor], sizes: Sizes, origin: str) -> Enformer:
    """Return a model with the tensors of published names, second copies left out.

    Raises `RequestError` naming the first tensor that is missing, odd, misshapen, with both shapes, or no weights.
    """
    with Undrawn():
        model = Enformer(sizes)
    found = {name: tensors[name] for name in distinct(tensors)}
    expected = published(model)
    check_tensors(found, expected, origin)
    for name, tensor in found.items():
        if not expected[name].is_floating_point():
            continue
        if not tensor.is_floating_point():
            raise RequestError(f"{origin}: {name!r} holds {tensor.dtype}, expected floating-point weights")
        if not bool(tensor.isfinite().all()):
            raise RequestError(
                f"{origin}: {name!r} holds what is no number (NaN or infinite); fetch the file again"
            )
    whole = {
        name: tensor.float() if tensor.is_floating_point() else tensor
        for name, tensor in ours(model, found).items()
    }
    model.load_state_dict(whole, assign=True)
    return model.eval().requires_grad_(False)


def save_enformer(model: Enformer, path: str | Path) -> None:
    """Write a model's weights: `.safetensors`, or `.bin` and `.pt` by torch; `RequestError` for other endings."""
    path = Path(path)
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in published(model).items()}
    if path.suffix == ".safetensors":
        save_tensors(path, tensors, {_STATE: {"crop": model.sizes.crop}})
    elif path.suffix in ENDINGS:
        with atomic(path) as temporary:
            torch.save(tensors, temporary)
    else:
        raise RequestError(f"{path}: expected a file that ends in {', '.join(ENDINGS)}")


def read_state(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return the tensors of a file by their names there, and what else it says of the model."""
    if path.suffix == ".safetensors":
        tensors, state = load_tensors(path)
        return tensors, dict(state.get(_STATE, {}))
    if not path.is_file():
        raise RequestError(f"no such weights: {path}")
    with path.open("rb") as file:
        kind = file.read(2)
    if kind not in _TORCH:
        raise RequestError(f"{path} is empty or no file of torch's; fetch it again")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pickles that torch did not write: they are refused below
            found = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise RequestError(
            f"{path} holds more than tensors: reading it would run code that came with it; expected a state as "
            "torch saves it, such as pytorch_model.bin"
        ) from None
    except (RuntimeError, EOFError, ValueError, KeyError, AttributeError, OSError) as error:
        said = str(error).partition("\n")[0]
        raise RequestError(f"{path} is damaged or no file of torch's ({said}); fetch it again") from None
    if isinstance(found, dict) and isinstance(found.get("state_dict"), dict):
        found = found["state_dict"]
    if not isinstance(found, dict) or not all(isinstance(each, Tensor) for each in found.values()):
        raise RequestError(f"{path} holds no tensors by name; expected the state of an Enformer")
    return dict(found), {}


def sizes_of(tensors: Mapping[str, Tensor], origin: str, crop: int) -> Sizes:
    """Return the sizes that the shapes of a state say. Raises `RequestError` where it is no Enformer's."""

    def shape(name: str) -> tuple[int, ...]:
        if name not in tensors:
            raise RequestError(f"{origin} lacks the tensor {name!r}: it is no Enformer's state")
        return tuple(tensors[name].shape)

    blocks, layers = _count(tensors, "conv_tower"), _count(tensors, "transformer")
    channels = [shape("stem.0.weight")[0]]
    channels += [shape(f"conv_tower.{block}.0.2.weight")[0] for block in range(blocks)]
    bias = shape("transformer.0.0.fn.1.rel_content_bias")
    heads = {
        match[1]: shape(name)[0]
        for name in tensors
        if (match := re.fullmatch(r"_heads\.(\w+)\.0\.weight", name))
    }
    if len(bias) != 4:
        raise RequestError(
            f"{origin}: 'transformer.0.0.fn.1.rel_content_bias' is {bias}, expected (1, heads, 1, key)"
        )
    return Sizes(
        channels=tuple(channels), layers=layers, heads=bias[1], key=bias[3], crop=crop, outputs=heads
    )


def _count(tensors: Mapping[str, Tensor], group: str) -> int:
    numbers = {int(match[1]) for name in tensors if (match := re.match(rf"{group}\.(\d+)\.", name))}
    return max(numbers, default=-1) + 1


def random_enformer(sizes: Sizes, seed: int) -> Enformer:
    """Return a model of random weights, the same for a seed, ready to predict nothing.

    All is drawn, also what training starts from zeros, so wide that outputs differ from bin to bin.
    """
    with Undrawn():
        model = Enformer(sizes)
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for name, tensor in model.state_dict().items():
        shape = tuple(tensor.shape)
        values = torch.randn(shape, generator=generator)
        if name.endswith("running_var"):
            values = 0.5 + values.abs()
        elif name.endswith("num_batches_tracked"):
            values = torch.zeros(shape, dtype=torch.long)
        elif name.endswith("weight") and len(shape) == 1:
            values = 1 + 0.1 * values  # of norms
        elif len(shape) > 1 and not name.endswith((".u", ".v")):
            values *= (4 if name.startswith("heads.") else 1.2) * float(tensor[0].numel()) ** -0.5
        else:
            values *= 0.3
        state[name] = values
    model.load_state_dict(state, assign=True)
    return model.eval().requires_grad_(False)
