"""Compiled functions kept as machine code: the first run compiles with numba, later ones do not even load it.

numba needs 1.3 seconds of processor time and 90 MB to load itself and its own cache, more than a chromosome takes. So
what it made of a function is written as an object file, which llvmlite links in some milliseconds. An object file
belongs to one version of the sources, of numba and llvmlite, and to one kind of processor; any other is made anew.
Functions take numbers and pointers (in Python's hands C-contiguous arrays) and return a number; which ones says the
`signature` above each.
"""

import ast
import ctypes
import hashlib
import importlib.util
import os
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from babelix.base.errors import BabelixError, TaskError
from babelix.base.files import atomic

_SCALARS: dict[str, Any] = {"int64": ctypes.c_int64, "float64": ctypes.c_double}
_SUM = hashlib.sha256().digest_size
_lock = threading.Lock()
_linker: Any = None


Function = TypeVar("Function", bound=Callable[..., Any])


def signature(types: str) -> Callable[[Function], Function]:
    """Say what the function below takes and returns, in numba's names of types, ``*`` marking pointers.

    ``"float64* int64 -> float64"``: one type a parameter, then "int64" or "float64". `Native` reads it out of the
    source's text (importing the module would load numba), so `types` is written as one string or several in a row.
    """
    return lambda function: function


class Native:
    """The function `name` of `module`, compiled at its first call; `module` is not imported when it is kept.

    A `signature` stands above the function. `sources` names further modules of which the machine code is made. A word
    of the signature that is no type stands for the one that `kinds` gives it: a function of several kinds of numbers is
    several of these.
    """

    def __init__(
        self,
        module: str,
        name: str,
        sources: tuple[str, ...] = (),
        kinds: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.name = name
        self._module, self._sources, self._stand_for = module, (module, *sources), dict(kinds)
        self._kinds: tuple[str, ...] = ()
        self._wanted: tuple[np.dtype[Any] | None, ...] = ()
        self._returns, self._address = "", 0
        self._run: Callable[..., int] | None = None

    def __call__(self, *values: Any) -> Any:
        """Call the function. Arrays must be C-contiguous and of the declared type; threads run beside each other."""
        run = self.load()
        if len(values) != len(self._wanted):
            raise TypeError(f"{self.name} takes {len(self._wanted)} arguments, got {len(values)}")
        passed = [
            value if wanted is None else _address(value, wanted, self.name)
            for value, wanted in zip(values, self._wanted, strict=True)
        ]
        result = _SCALARS[self._returns]()
        # numba's convention: the result and an exception come back through pointers. These functions raise none.
        excepted = ctypes.c_void_p()
        if run(ctypes.addressof(result), ctypes.addressof(excepted), *passed):
            raise AssertionError(f"{self.name} raised an exception")
        return result.value

    def load(self) -> Callable[..., int]:
        """Return the machine code, compiled where none is kept; what cannot be compiled raises what numba raises."""
        if self._run is None:
            with _lock:
                self._run = self._run or self._load()
        return self._run

    def is_kept(self) -> bool:
        """Tell whether loading takes no compiling."""
        if self._run is not None:
            return True
        path = self.object_file()
        return path is not None and path.is_file()

    def wanted(self, more: int) -> int:
        """Return how many times the machine code was wanted on this machine while it was not there, `more` of them now.

        The number lies beside the place of the code, and goes with it: other sources have another. Where nothing can be
        written only those of now are known.
        """
        path = self.object_file()
        if path is None:
            return more
        note = path.with_suffix(".wanted")
        with suppress(OSError, ValueError):
            more += int(note.read_bytes()[:20])
        with suppress(BabelixError), atomic(note) as temporary:
            temporary.write_text(str(more), encoding="ascii")
        return more

    def object_file(self) -> Path | None:
        """Return where the machine code is kept, or None where no folder can be written to."""
        seal = hashlib.sha256("\0".join(_machine()).encode())
        for module in (__name__, *self._sources):
            seal.update(_source(module).read_bytes())
        folder = _folder(_source(self._module).parent)
        return folder / f"{self._symbol}-{seal.hexdigest()[:20]}.o" if folder else None

    def address(self) -> int:
        """Return where the machine code lies, for other machine code to call it."""
        self.load()
        return self._address

    def _load(self) -> Callable[..., int]:
        declared, self._returns = _declared(self._module, self.name)
        self._kinds = tuple(
            self._stand_for.get(each.rstrip("*"), each.rstrip("*")) + "*" * each.count("*")
            for each in declared
        )
        self._wanted = tuple(np.dtype(kind[:-1]) if kind[-1] == "*" else None for kind in self._kinds)
        path = self.object_file()
        code = _kept(path) if path is not None else None
        if code is None:
            code = self._compile()
            if path is not None:
                _keep(path, code)
        types = [ctypes.c_void_p if kind[-1] == "*" else _SCALARS[kind] for kind in self._kinds]
        prototype = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *types)
        self._address = _link(code, self._symbol)
        return prototype(self._address)

    @property
    def _symbol(self) -> str:
        return ".".join((self._module, self.name, *self._stand_for.values()))

    def _compile(self) -> bytes:
        import llvmlite.binding as llvm
        import numba
        from numba import types

        def kind_of(name: str) -> Any:
            return types.CPointer(getattr(types, name[:-1])) if name[-1] == "*" else getattr(types, name)

        signature = getattr(types, self._returns)(*map(kind_of, self._kinds))
        plain = getattr(importlib.import_module(self._module), self.name)
        options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "error_model": "numpy"}
        compiled = numba.njit(signature, **options)(plain)
        (made,), (text,) = compiled.overloads.values(), compiled.inspect_llvm().values()
        unit = llvm.parse_assembly(text)
        unit.get_function(made.fndesc.llvm_func_name).name = self._symbol
        code: bytes = _target_machine().emit_object(unit)
        return code


def _declared(module: str, name: str) -> tuple[tuple[str, ...], str]:
    """Return the types a function takes and the one it returns, from the `signature` above it."""
    text = _source(module).read_text(encoding="utf-8")
    found = re.search(rf"^@signature\(([^)]*)\)\ndef {name}\(", text, re.MULTILINE)
    if found is None:
        raise TypeError(f'{module}: no @signature("... -> ...") stands above {name}')
    takes, returns = ast.literal_eval(f"({found[1]})").split("->")
    return tuple(takes.split()), returns.strip()


def _address(value: Any, wanted: np.dtype[Any], name: str) -> int:
    if value.dtype != wanted or not value.flags.c_contiguous:
        raise TypeError(
            f"{name}: expected a C-contiguous array of {wanted}, got {value.dtype} of {value.strides}"
        )
    address: int = value.ctypes.data
    return address


def _machine() -> list[str]:
    import llvmlite.binding as llvm

    return [
        version("numba"), version("llvmlite"), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    ]  # fmt: skip


def _source(module: str) -> Path:
    found = importlib.util.find_spec(module)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin)


def _folder(beside: Path) -> Path | None:
    """Return the first folder that can be written to: numba's own choice of caches, beside the source, the user's."""
    asked = os.environ.get("NUMBA_CACHE_DIR")
    for folder in (Path(asked) if asked else beside / "__pycache__", Path.home() / ".cache" / "babelix"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


def _kept(path: Path) -> bytes | None:
    """Return the code that was kept, None when there is none or the file is damaged: a checksum opens it."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content[_SUM:] if hashlib.sha256(content[_SUM:]).digest() == content[:_SUM] else None


def _keep(path: Path, code: bytes) -> None:
    try:
        with atomic(path) as temporary:
            temporary.write_bytes(hashlib.sha256(code).digest() + code)
    except TaskError:  # a full disk costs the next run a compilation, not this one its answer
        return


def _target_machine() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="static",
        codemodel="jitdefault",
        jit=True,
    )


def link(text: str, symbol: str) -> int:
    """Compile a function that is written in LLVM's own language and return where its machine code lies."""
    import llvmlite.binding as llvm

    with _lock:
        return _link(_target_machine().emit_object(llvm.parse_assembly(text)), symbol)


def _link(code: bytes, symbol: str) -> int:
    import llvmlite.binding as llvm

    global _linker
    if _linker is None:
        _linker = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target_machine())
    _linker.add_object_file(llvm.ObjectFileRef.from_data(code))
    _linker.finalize_object()
    address: int = _linker.get_function_address(symbol)
    return address
