"""A Transformer's weights in the files that CTranslate2 reads (https://github.com/OpenNMT/CTranslate2).

`model.bin` is what its `specs` write, binary version 6 of `TransformerSpec` revision 7: names, shapes and numbers,
little endian, and names that stand for another's. Its attention has Q, K and V of one sequence in one matrix; its
positions may be given, so ours are, with sine and cosine in turn where its own has all sines first. Vectors of words
that an encoder reads are there a feature of a token, with embeddings of its own.
"""

import json
import math
import struct
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError

_BINARY_VERSION, _SPECIFICATION, _REVISION = 6, "TransformerSpec", 7
_TYPES = {"float32": 0, "int8": 1, "int16": 2}
_SHARED = "encoder/embeddings_0/weight"
_CONCAT, _ADD = 0, 1

Array = NDArray[Any]


class Shape(NamedTuple):
    """What the weights alone do not tell."""

    encoder_layers: int
    decoder_layers: int
    heads: int
    pre_norm: bool


def library() -> Any:
    """Return the library. Raises `RequestError` with the command that installs it."""
    try:
        import ctranslate2
    except ImportError:
        raise RequestError(
            "`engine` ctranslate2 needs an extra: pip install 'babelix[ctranslate2]'", setting="engine"
        ) from None
    return ctranslate2


def model_files(
    weights: Mapping[str, Array],
    positions: Array,
    shape: Shape,
    pieces: Sequence[str],
    words: Sequence[str] = (),
) -> dict[str, bytes]:
    """Return the files of a model by name, from our `weights` by name, its `positions` and its vocabulary's `pieces`.

    `words` are those whose vectors it reads, as `weights["words"]` [words, d_model] puts them on top of its embeddings.

    Raises `RequestError` on attention whose heads are not d_model / heads wide, which the format does not have.
    """
    d_model = weights["E.weight"].shape[1]
    narrow = [name for name, each in weights.items() if "attention.W_" in name and each.shape[0] != d_model]
    if narrow:
        raise RequestError(
            f"CTranslate2's format has heads of d_model / heads = {d_model // shape.heads} numbers alone, and "
            f"{narrow[0]} is {weights[narrow[0]].shape[0]} wide for {shape.heads} heads; give neither d_k nor d_v"
        )
    config = {
        "add_source_bos": False,
        "add_source_eos": True,
        "bos_token": pieces[1],
        "decoder_start_token": pieces[1],
        "eos_token": pieces[2],
        "layer_norm_epsilon": 1e-5,
        "unk_token": pieces[3],
    }
    return {
        "model.bin": _binary(_variables(weights, positions, shape)),
        "config.json": (json.dumps(config, indent=2) + "\n").encode(),
        **{f"{name}.json": _listed(each) for name, each in _vocabularies(pieces, words).items()},
    }


def _vocabularies(pieces: Sequence[str], words: Sequence[str]) -> dict[str, Sequence[str]]:
    if not words:
        return {"shared_vocabulary": pieces}
    features = [*pieces[1:4], *words]
    return {"source_1_vocabulary": pieces, "source_2_vocabulary": features, "target_vocabulary": pieces}


def _listed(tokens: Sequence[str]) -> bytes:
    return (json.dumps(list(tokens), indent=0) + "\n").encode()


def _variables(weights: Mapping[str, Array], positions: Array, shape: Shape) -> dict[str, Array | str]:
    """Return every variable by its name there; a text is the name of the variable that it is the same as."""
    found: dict[str, Array | str] = {}
    for stack, layers in (("encoder", shape.encoder_layers), ("decoder", shape.decoder_layers)):
        found |= {
            f"{stack}/activation": np.array(0, np.int8),
            f"{stack}/num_heads": np.array(shape.heads, np.int16),
            f"{stack}/pre_norm": np.array(shape.pre_norm, np.int8),
            f"{stack}/scale_embeddings": np.array(1, np.int8),
            f"{stack}/position_encodings/encodings": positions,
        }
        for layer in range(layers):
            found |= _layer(weights, f"{stack}.{layer}", f"{stack}/layer_{layer}")
        if shape.pre_norm:
            found |= _norm(weights, f"{stack}_norm", f"{stack}/layer_norm")
    found |= {
        _SHARED: weights["E.weight"],
        **_features(weights),
        "decoder/alignment_heads": np.array(1, np.int16),
        "decoder/alignment_layer": np.array(-1, np.int16),
        "decoder/start_from_zero_embedding": np.array(0, np.int8),
        "decoder/embeddings/weight": _SHARED,
        "decoder/projection/weight": _SHARED,
    }
    return found


def _features(weights: Mapping[str, Array]) -> dict[str, Array | str]:
    if "words" not in weights:
        return {"encoder/embeddings_merge": np.array(_CONCAT, np.int8)}
    words = weights["words"] / np.float32(math.sqrt(weights["words"].shape[1]))  # the format scales their sum
    return {
        "encoder/embeddings_merge": np.array(_ADD, np.int8),
        "encoder/embeddings_1/weight": np.concatenate([np.zeros((3, words.shape[1]), np.float32), words]),
    }


def _layer(weights: Mapping[str, Array], ours: str, theirs: str) -> dict[str, Array | str]:
    found = _linear(weights, f"{theirs}/self_attention/linear_0", [f"{ours}.attention.W_{x}" for x in "QKV"])
    found |= _linear(weights, f"{theirs}/self_attention/linear_1", [f"{ours}.attention.W_O"])
    norms = ["self_attention", "ffn"]
    if f"{ours}.cross_attention.W_Q.weight" in weights:
        norms.insert(1, "attention")
        for number, which in enumerate(("Q", "KV", "O")):
            parts = [f"{ours}.cross_attention.W_{x}" for x in which]
            found |= _linear(weights, f"{theirs}/attention/linear_{number}", parts)
    for number in (1, 2):
        found |= _linear(weights, f"{theirs}/ffn/linear_{number - 1}", [f"{ours}.feed_forward.W_{number}"])
    for number, part in enumerate(norms):
        found |= _norm(weights, f"{ours}.residuals.{number}.norm", f"{theirs}/{part}/layer_norm")
    return found


def _linear(weights: Mapping[str, Array], theirs: str, ours: Sequence[str]) -> dict[str, Array | str]:
    """Return the linear maps `ours`, of one input, as one."""
    return {
        f"{theirs}/{kind}": np.concatenate([weights[f"{name}.{kind}"] for name in ours])
        for kind in ("weight", "bias")
    }


def _norm(weights: Mapping[str, Array], ours: str, theirs: str) -> dict[str, Array | str]:
    return {f"{theirs}/gamma": weights[f"{ours}.weight"], f"{theirs}/beta": weights[f"{ours}.bias"]}


def _binary(variables: Mapping[str, Array | str]) -> bytes:
    arrays = {name: each for name, each in variables.items() if not isinstance(each, str)}
    aliases = {name: each for name, each in variables.items() if isinstance(each, str)}
    parts = [struct.pack("<I", _BINARY_VERSION), _text(_SPECIFICATION)]
    parts.append(struct.pack("<II", _REVISION, len(arrays)))
    for name, each in sorted(arrays.items()):
        parts += [_text(name), struct.pack(f"<B{each.ndim}I", each.ndim, *each.shape)]
        parts += [struct.pack("<BI", _TYPES[str(each.dtype)], each.nbytes), each.tobytes()]
    parts.append(struct.pack("<I", len(aliases)))
    for name, stands_for in sorted(aliases.items()):
        parts += [_text(name), _text(stands_for)]
    return b"".join(parts)


def _text(word: str) -> bytes:
    return struct.pack("<H", len(word) + 1) + word.encode() + b"\0"
