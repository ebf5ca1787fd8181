"""The house as the tests of its rules see it: files, and the functions in them."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

TOPS = ("src", "tests", "docs", "decisions", "benchmarks", "recipes", "tools")

# How a module says that its functions are compiled: by its name, or by what stands over the function.
_COMPILED_MODULES = "kernels"
_COMPILERS = ("njit", "intrinsic")
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")


class Function(NamedTuple):
    """A function and where it stands."""

    where: str  # src/babelix/text/corpus.py:read_pairs
    lines: int
    parameters: int  # self and cls aside
    is_command: bool
    is_kernel: bool


@pytest.fixture(scope="session")
def files(root: Path) -> list[Path]:
    """Every file of the house, relative to the root; what Python and setuptools leave behind is none."""
    return sorted(
        path.relative_to(root)
        for top in TOPS
        for path in (root / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.parts[-2].endswith(".egg-info")
    )


@pytest.fixture(scope="session")
def modules(files: list[Path]) -> list[Path]:
    """Every Python file of the house."""
    return [path for path in files if path.suffix == ".py"]


@pytest.fixture(scope="session")
def sources(modules: list[Path]) -> list[Path]:
    """Every Python file of the package."""
    return [path for path in modules if path.is_relative_to("src/babelix")]


@pytest.fixture(scope="session")
def tree(root: Path) -> Callable[[Path], ast.Module]:
    """Return a function that gives the syntax tree of a Python file."""
    parsed: dict[Path, ast.Module] = {}

    def parse(path: Path) -> ast.Module:
        if path not in parsed:
            parsed[path] = ast.parse((root / path).read_text(encoding="utf-8"))
        return parsed[path]

    return parse


@pytest.fixture(scope="session")
def functions(modules: list[Path], tree: Callable[[Path], ast.Module]) -> list[Function]:
    """Every function and method of the house."""
    return [found for path in modules for found in _functions(path, tree(path), ())]


def _functions(path: Path, node: ast.AST, above: tuple[str, ...]) -> Iterator[Function]:
    # Where statements stand: no function with a name lies in an expression.
    for child in (each for name in _BLOCKS for each in getattr(node, name, ())):
        names = (*above, child.name) if isinstance(child, ast.FunctionDef | ast.ClassDef) else above
        if isinstance(child, ast.FunctionDef):
            yield _function(path, child, ".".join(names))
        yield from _functions(path, child, names)


def _function(path: Path, node: ast.FunctionDef, name: str) -> Function:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    over = " ".join(map(ast.unparse, node.decorator_list))
    return Function(
        f"{path}:{name}",
        (node.end_lineno or node.lineno) - node.lineno + 1,
        sum(argument.arg not in ("self", "cls") for argument in given),
        is_command=path.is_relative_to("src/babelix/cli") and "typer." in ast.unparse(node.args),
        is_kernel=path.stem.endswith(_COMPILED_MODULES) or any(word in over for word in _COMPILERS),
    )
