from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.training.packing import narrow, pack, unpack
from babelix.training.stored import in_floats, packed_rows, read_stored
from babelix.training.tensors import load_tensors, load_weights, save_tensors
from babelix.transformer import Transformer
from babelix.transformer.compiled import layout
from babelix.transformer.compiled.live import Live
from babelix.transformer.compiled.named import Named
from babelix.transformer.compiled.weights import likely_kind, padded, ready, room
from babelix.transformer.rounding import round_all


def model(**more: Any) -> Transformer:
    torch.manual_seed(5)
    numbers: dict[str, Any] = {
        "d_model": 14,
        "d_ff": 23,
        "heads": 2,
        "encoder_layers": 1,
        "decoder_layers": 1,
    }
    return Transformer(37, **numbers, dropout=0.0, **more).eval()


def unpacked(weights: Any, at: int, inputs: int, outputs: int) -> Any:
    count, size = outputs // layout.PANEL, (1 + inputs) * layout.PANEL
    panels = weights[at : at + count * size].reshape(count, 1 + inputs, layout.PANEL)
    return panels[:, 1:].transpose(1, 0, 2).reshape(inputs, outputs), panels[:, 0].ravel()


def test_a_product_is_its_linear_map_in_panels_each_behind_its_bias() -> None:
    made = model()
    layer: Any = made.decoder[0]
    weights, table, _ = ready(Live(made).named())
    place = table[layout.LAYERS + layout.PARTS + layout.FF_1]
    matrix, bias = unpacked(weights, place, 32, 32)
    assert np.array_equal(matrix[:14, :23], layer.feed_forward.W_1.weight.detach().numpy().T)
    assert np.array_equal(bias[:23], layer.feed_forward.W_1.bias.detach().numpy())
    assert not matrix[14:].any()
    assert not matrix[:, 23:].any()


def test_queries_keys_and_values_are_one_product_and_heads_whole_eights() -> None:
    made = model(d_k=5, d_v=3)
    layer: Any = made.encoder[0]
    weights, table, _ = ready(Live(made).named())
    assert (table[layout.HEAD], table[layout.KEY], table[layout.HEADS_PAD]) == (8, 5, 32)
    matrix, _ = unpacked(weights, table[layout.LAYERS + layout.QKV], 32, 96)
    K = layer.attention.W_K.weight.detach().numpy()  # two heads of five
    assert np.array_equal(matrix[:14, 32 + 8 : 32 + 13], K[5:].T)
    V = layer.attention.W_V.weight.detach().numpy()  # two heads of three
    assert np.array_equal(matrix[:14, 64 : 64 + 3], V[:3].T)
    assert not matrix[:, 64 + 3 : 64 + 8].any()


def test_what_is_no_token_is_impossible() -> None:
    weights, table, _ = ready(Live(model()).named())
    matrix, bias = unpacked(weights, table[layout.LOGITS], 32, 64)
    assert (table[layout.VOCABULARY], table[layout.VOCABULARY_PAD]) == (37, 64)
    assert not bias[:37].any()
    assert np.isneginf(bias[37:]).all()
    assert not matrix[:, 37:].any()


@pytest.mark.parametrize(("to", "kind", "share"), [("bfloat16", "uint16", 2), ("int8", "int8", 4)])
def test_weights_are_kept_in_the_fewest_bytes_in_which_they_are_what_they_are(
    to: str, kind: str, share: int
) -> None:
    made = model()
    wide = ready(Live(made).named())
    assert (likely_kind(Live(made).named()), wide.kind) == ("float32", "float32")
    narrow(made, to)
    found = ready(Live(made).named())
    assert (likely_kind(Live(made).named()), found.kind) == (kind, kind)
    place, after = (found.table[layout.LAYERS + layout.QKV + i] for i in (0, 1))
    assert after - place == 3 * (layout.head_words(kind) + 32 * layout.PANEL // share)
    with torch.no_grad():  # one weight of one matrix that no narrower kind has
        made.encoder[0].get_parameter("feed_forward.W_2.weight")[7, 11] *= 1.0001
    assert (likely_kind(Live(made).named()), ready(Live(made).named()).kind) == (kind, "float32")


@pytest.mark.parametrize(
    "more", [{}, {"pre_norm": True, "d_k": 5, "d_v": 3}, {"max_length": 11}], ids=["post", "pre", "learned"]
)
@pytest.mark.parametrize("to", ["float32", "bfloat16", "int8"])
def test_of_a_file_the_weights_are_ready_as_those_of_its_model(
    more: dict[str, Any], to: str, tmp_path: Path
) -> None:
    made, file = model(**more), tmp_path / "model.safetensors"
    if to == "bfloat16":
        narrow(made, to)
    own = dict(made.named_parameters())
    save_tensors(file, pack(own) if to == "int8" else own)
    load_weights(made, unpack(load_tensors(file)[0]), "the file")
    stored = read_stored(file)
    assert stored is not None
    live, found = ready(Live(made).named()), ready(Named(2, stored))
    assert np.array_equal(found.table, live.table)
    assert found.kind == live.kind
    assert found.weights.tobytes() == live.weights.tobytes()


def test_weights_of_which_some_are_packed_are_ready_as_if_none_were() -> None:
    made = model(pre_norm=True)
    narrow(made, "int8")
    named, packed = Live(made).named(), dict[str, Any]()
    for name, each in named.weights.items():
        packed[name] = packed_rows(in_floats(each)) if len(each.shape) == 2 else each
    some = dict(named.weights) | {name: packed[name] for name in packed if "W_Q" in name or "E" in name}
    for weights in (packed, some):
        found = ready(Named(2, weights))
        assert found.kind == "int8"
        assert found.weights.tobytes() == ready(named).weights.tobytes()
    other = "encoder.0.feed_forward.W_2.weight"
    packed[other] = in_floats(named.weights[other]) * np.float32(1.7) + np.float32(0.1)
    unpacked = {name: in_floats(each) for name, each in packed.items()}
    assert ready(Named(2, packed)).kind == "float32"
    assert ready(Named(2, packed)).weights.tobytes() == ready(Named(2, unpacked)).weights.tobytes()


def test_weights_beside_rounded_activations_are_bytes_four_rows_to_a_word() -> None:
    made = model()
    round_all(made)
    layer: Any = made.decoder[0]
    found = ready(Live(made).named())
    assert (likely_kind(Live(made).named()), found.kind) == ("uint8", "uint8")
    place = found.table[layout.LAYERS + layout.PARTS + layout.FF_1]
    bias, scale, begin = found.weights[place : place + 3 * layout.PANEL].reshape(3, layout.PANEL)
    words = found.weights[place + 3 * layout.PANEL :][: 32 * layout.PANEL // 4]
    q = words.view(np.int8).reshape(8, layout.PANEL, 4).swapaxes(1, 2).reshape(32, layout.PANEL)
    weight = layer.feed_forward.W_1.weight.detach().numpy()
    assert np.array_equal((q * scale)[:14, :23], weight.T)
    assert not q[14:].any()
    assert np.array_equal(bias[:23], layer.feed_forward.W_1.bias.detach().numpy())
    assert np.array_equal(begin.view(np.int32), -128 * q.sum(0, dtype=np.int64))
    with torch.no_grad():
        made.encoder[0].get_parameter("feed_forward.W_2.weight")[7, 11] *= 1.0001
    with pytest.raises(RequestError, match="expected weights of one byte"):
        ready(Live(made).named())


def test_room_begins_with_a_line_of_the_cache() -> None:
    assert padded(65) == 96
    assert {room(3, size).ctypes.data % 64 for size in (1, 7, 40961)} == {0}
