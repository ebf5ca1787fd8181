import ctypes
from typing import Any

import llvmlite.binding as llvm
import numpy as np
import pytest
from llvmlite import ir

from babelix.base.vectors import LANE, load, store, whole
from babelix.transformer.compiled import byte_sums

HAS = dict(byte_sums._HAS)
# What a processor tells, as whom code is made, and what must stand in it; the last is this one, whatever it has.
PROCESSORS: dict[str, tuple[dict[str, bool], str | None, str]] = {
    "of old": ({}, "haswell", "vpmaddwd"),
    "without long vectors": ({"avxvnni": True}, "alderlake", "vpdpbusd"),
    "this one": (HAS, None, ""),
}


def made(cpu: str | None) -> tuple[Any, str]:
    """Return an engine with the compiled ``f(total, values, weights)``, and its text."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    module, words = ir.Module(), LANE.as_pointer()
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [words] * 3), "f")
    build = ir.IRBuilder(function.append_basic_block())
    vectors = [load(build, each, whole(0), byte_sums.WIDTH) for each in function.args]
    store(build, function.args[0], whole(0), byte_sums.plus_dot(build, *vectors))
    build.ret_void()
    target = llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=cpu or llvm.get_host_cpu_name(),
        features="" if cpu else llvm.get_host_cpu_features().flatten(),
        opt=3,
        jit=True,
    )
    unit = llvm.parse_assembly(str(module))
    text = target.emit_assembly(unit)
    return llvm.create_mcjit_compiler(unit, target), text


@pytest.mark.parametrize("processor", PROCESSORS)
def test_sums_of_bytes_are_exact_on_every_processor(processor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    has, cpu, told = PROCESSORS[processor]
    if cpu is not None and not llvm.get_process_triple().startswith("x86_64"):
        pytest.skip(f"{cpu} is an x86 processor")
    monkeypatch.setattr(byte_sums, "_HAS", has)
    engine, text = made(cpu)
    assert told in text
    if "vpdpbusd" in text and not (HAS.get("avxvnni") or HAS.get("avx512vnni")):
        pytest.skip("this processor has no sums of bytes")
    engine.finalize_object()
    add = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3)(engine.get_function_address("f"))
    draw = np.random.default_rng(7)
    for trial in range(11):
        values = draw.integers(0, 256, (16, 4)).astype(np.uint8)
        weights = draw.integers(-128, 128, (16, 4)).astype(np.int8)
        if trial < 2:  # nothing is cut off at sixteen bits
            values[:], weights[:] = 255, (-128, 127)[trial]
        total = draw.integers(-(10**6), 10**6, 16).astype(np.int32)
        expected = total + (values.astype(np.int32) * weights).sum(1)
        add(total.ctypes.data, values.ctypes.data, weights.ctypes.data)
        assert np.array_equal(total, expected)
