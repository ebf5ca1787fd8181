import builtins
import json
import struct
from typing import Any

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.foreign.ctranslate2 import Shape, library, model_files
from babelix.transformer import Transformer

PIECES = ["<pad>", "<s>", "</s>", "<unk>", "a", "é", "<"]


def read(content: bytes) -> dict[str, Any]:
    """Read a model's variables, and for a name that stands for another that one's name."""
    place = 0

    def take(form: str) -> Any:
        nonlocal place
        found = struct.unpack_from(f"<{form}", content, place)
        place += struct.calcsize(f"<{form}")
        return found[0] if len(found) == 1 else found

    def text() -> str:
        length = take("H")
        return str(take(f"{length}s").rstrip(b"\0").decode())

    assert (take("I"), text(), take("I")) == (6, "TransformerSpec", 7)
    variables: dict[str, Any] = {}
    for _ in range(take("I")):
        name, dims = text(), take("B")
        shape = [take("I") for _ in range(dims)]
        kind = ("float32", "int8", "int16")[take("B")]
        size = take("I")
        variables[name] = np.frombuffer(take(f"{size}s"), kind).reshape(shape)
    for _ in range(take("I")):
        name = text()
        variables[name] = text()
    assert place == len(content)
    return variables


def files(**more: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    numbers: dict[str, Any] = {"d_model": 6, "d_ff": 11, "heads": 3, "dropout": 0.0}
    model = Transformer(len(PIECES), **numbers, **more, encoder_layers=2, decoder_layers=1, pre_norm=True)
    weights = {name: each.numpy() for name, each in model.state_dict().items()}
    return weights, model_files(weights, np.eye(5, 6, dtype=np.float32), Shape(2, 1, 3, True), PIECES)


def test_what_is_written_is_read_with_queries_keys_and_values_in_one() -> None:
    weights, written = files()
    found = read(written["model.bin"])
    assert (found["encoder/num_heads"], found["decoder/pre_norm"], found["decoder/alignment_layer"]) == (
        3,
        1,
        -1,
    )
    assert np.array_equal(
        found["encoder/layer_1/self_attention/linear_0/weight"][6:12],
        weights["encoder.1.attention.W_K.weight"],
    )
    cross = found["decoder/layer_0/attention/linear_1/weight"]
    assert np.array_equal(cross[6:], weights["decoder.0.cross_attention.W_V.weight"])
    assert np.array_equal(
        found["decoder/layer_0/ffn/layer_norm/beta"], weights["decoder.0.residuals.2.norm.bias"]
    )
    assert np.array_equal(found["encoder/layer_norm/gamma"], weights["encoder_norm.weight"])
    assert (
        found["decoder/projection/weight"]
        == found["decoder/embeddings/weight"]
        == "encoder/embeddings_0/weight"
    )
    assert np.array_equal(found["decoder/position_encodings/encodings"], np.eye(5, 6))
    assert "encoder/layer_0/attention/linear_0/weight" not in found
    assert json.loads(written["shared_vocabulary.json"]) == PIECES
    assert json.loads(written["config.json"])["add_source_eos"] is True


def test_heads_of_another_width_are_refused() -> None:
    with pytest.raises(
        RequestError, match=r"heads of d_model / heads = 2 numbers alone.*give neither d_k nor d_v"
    ):
        files(d_k=5)


def test_where_the_library_lacks_the_sentence_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = builtins.__import__

    def lacking(name: str, *more: Any) -> Any:
        if name == "ctranslate2":
            raise ImportError(name)
        return ordinary(name, *more)

    monkeypatch.setattr(builtins, "__import__", lacking)
    with pytest.raises(RequestError, match=r"pip install 'babelix\[ctranslate2\]'"):
        library()
