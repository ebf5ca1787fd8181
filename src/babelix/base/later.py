"""Names that a package offers and a module of it makes, imported when they are first asked for (PEP 562).

A package whose first module loads torch would load it for whoever wants another of its modules.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def offered(package: str, places: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the `__getattr__` and `__dir__` of a package that offers names by the modules they stand in.

    No name is a module's own, which would stand in its place once the module was imported.
    """

    def find(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{places[name]}"), name)

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *places})

    return find, names
