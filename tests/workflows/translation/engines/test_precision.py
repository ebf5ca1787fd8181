from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.training import precision as hardware
from babelix.transformer import Transformer
from babelix.transformer.compiled.live import Live
from babelix.transformer.compiled.weights import likely_kind
from babelix.workflows.translation.engines.precision import compute_in

NUMBERS: dict[str, Any] = {"d_model": 14, "d_ff": 23, "heads": 2, "encoder_layers": 1, "decoder_layers": 1}


@pytest.mark.parametrize(
    ("precision", "units", "kind"),
    [
        ("float32", True, "float32"),
        ("bfloat16", False, "uint16"),
        ("int8", False, "int8"),
        ("w8a8", False, "uint8"),
        ("auto", True, "uint16"),
        ("auto", False, "float32"),
    ],
)
def test_on_a_processor_weights_are_rounded_and_products_are_in_float32(
    precision: str, units: bool, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hardware, "_has_bfloat16_units", lambda device: units)
    model = Transformer(31, **NUMBERS, dropout=0.0).eval()
    assert compute_in(model, precision) == torch.float32
    assert likely_kind(Live(model).named()) == kind


def test_on_a_gpu_products_are_narrow_and_whole_numbers_are_refused() -> None:
    model = cast(Any, SimpleNamespace(E=SimpleNamespace(weight=SimpleNamespace(device=torch.device("cuda")))))
    assert compute_in(model, "bfloat16") == torch.bfloat16
    for precision in ("int8", "w8a8"):
        expected = f"`precision` {precision} is for a processor, and the model is on cuda; take bfloat16"
        with pytest.raises(RequestError, match=expected):
            compute_in(model, precision)
    with pytest.raises(
        RequestError, match="unknown precision 'float8'; expected one of auto, float32, bfloat16, int8, w8a8"
    ):
        compute_in(model, "float8")


def test_of_a_recurrent_network_activations_are_not_rounded() -> None:
    model = EncoderDecoder(31, d_model=6, hidden=7, dropout=0.0, attention=True)
    with pytest.raises(
        RequestError, match="`precision` w8a8 is for a Transformer, and this model is recurrent"
    ):
        compute_in(model, "w8a8")
