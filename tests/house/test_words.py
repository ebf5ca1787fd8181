"""Words that have no place: in names, in code, below the command line."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REFUSED = ("utils", "util", "common", "helpers", "helper", "misc")

# An option as it is typed. What stands in a style sheet (`--paper`) looks the same and is none.
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
# Without one of these words a file borrows from no test.
BORROWING = re.compile(r"\btests\b|conftest|from\s+\.|\bsys\s*\.\s*path\b|spec_from_file_location")


def test_no_name_says_nothing(files):
    empty = [str(path) for path in files if {path.stem.removeprefix("test_"), *path.parts} & set(REFUSED)]
    assert not empty, f"name these after what they do, in the field's word: {empty}"


def test_nothing_asks_where_its_file_lies(modules, root, tree):
    asking = [
        f"{path}:{node.lineno}"
        for path in modules
        if "__file__" in (root / path).read_text(encoding="utf-8")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name) and node.id == "__file__"
    ]
    assert not asking, (
        "take resources through importlib.resources, test data through the fixtures `root` and `samples`, "
        f"in tools the working directory: {asking}"
    )


def test_no_option_is_named_below_the_command_line(sources, root, tree):
    below = [path for path in sources if not path.is_relative_to("src/babelix/cli")]
    named = [where for path in below for where in options(path, root, tree)]
    assert not named, f"name the setting and let `cli` put its option in place (cli/options.py): {named}"


def options(path: Path, root: Path, tree: Callable[[Path], ast.Module]) -> Iterator[str]:
    """Yield each place of a file where an option is named: in text, docstrings and comments alike."""
    text = (root / path).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        comment = line.partition("#")[2]
        if match := OPTION.search(comment):
            yield f"{path}:{number} {match[0]}"
    for node in ast.walk(tree(path)) if "--" in text else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for match in OPTION.finditer(node.value):
                yield f"{path}:{node.lineno} {match[0]}"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("leave out --resume", ["--resume"]),
        ("`babelix models --sizes`", ["--sizes"]),
        ("``--paired-bs`` at the same seed", ["--paired-bs"]),
        ("a -- b, x--y, ---, 1 --2", []),
    ],
)
def test_what_an_option_looks_like(text: str, named: list[str]):
    assert OPTION.findall(text) == named


def test_no_test_takes_another_for_a_module(modules, root, tree):
    hacks = [
        f"{path}:{node.lineno}"
        for path in modules
        if path.is_relative_to("tests") and BORROWING.search((root / path).read_text(encoding="utf-8"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.stmt | ast.expr) and _borrows(node)
    ]
    assert not hacks, f"put what tests share into a fixture of the conftest.py above them: {hacks}"


def _borrows(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] in ("tests", "conftest") or node.level > 0
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] in ("tests", "conftest") for alias in node.names)
    if isinstance(node, ast.Attribute):
        ends = node.attr in ("path", "spec_from_file_location")
        return ends and ast.unparse(node) in ("sys.path", "importlib.util.spec_from_file_location")
    return False
