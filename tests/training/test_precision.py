import ctypes
import platform
import sys

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.training import precision
from babelix.training.precision import keep_freed_memory, products_in, resolve_precision

CPU = torch.device("cpu")


def test_names_of_precisions():
    assert resolve_precision("float32", CPU) == torch.float32
    assert resolve_precision("bfloat16", CPU) == torch.bfloat16
    with pytest.raises(
        RequestError, match="unknown precision 'fp16'; expected one of auto, float32, bfloat16"
    ):
        resolve_precision("fp16", CPU)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("fpu avx512_bf16 amx_bf16", torch.bfloat16),
        ("fpu avx512_bf16 sse", torch.float32),
        ("fpu", torch.float32),
    ],
)
def test_auto_asks_the_processor(monkeypatch, tmp_path, flags, expected):
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    (tmp_path / "cpuinfo").write_text(f"flags : {flags}\n")
    monkeypatch.setattr(precision, "Path", lambda _: tmp_path / "cpuinfo")
    assert resolve_precision("auto", CPU) == expected


def test_auto_without_an_answer_is_float32(monkeypatch, tmp_path):
    monkeypatch.setattr(precision, "Path", lambda _: tmp_path / "missing")
    assert resolve_precision("auto", CPU) == torch.float32
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    assert resolve_precision("auto", CPU) == torch.float32


@pytest.mark.parametrize(("capability", "expected"), [((8, 0), torch.bfloat16), ((7, 5), torch.float32)])
def test_auto_asks_the_graphics_card(monkeypatch, capability, expected):
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: capability)
    assert resolve_precision("auto", torch.device("cuda")) == expected


def test_products_run_in_the_type_asked_for():
    a = torch.ones(3, 3)
    with products_in(torch.bfloat16, CPU):
        assert (a @ a).dtype == torch.bfloat16
    with products_in(torch.float32, CPU):
        assert (a @ a).dtype == torch.float32


def test_keeping_freed_memory_says_whether_it_does(monkeypatch):
    class Library:
        calls = []

        def mallopt(self, option, value):
            self.calls.append((option, value))
            return 1

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: Library())
    assert keep_freed_memory() is True
    assert Library.calls == [(-4, 0), (-1, 2**31 - 1), (-2, 256 << 20)]
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert keep_freed_memory() is False
    monkeypatch.setattr(sys, "platform", "win32")
    assert keep_freed_memory() is False
