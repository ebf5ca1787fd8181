import ast
import re
from pathlib import Path

import pytest


def rows(root: Path) -> list[str]:
    page = (root / "docs" / "reference" / "papers.md").read_text(encoding="utf-8")
    return [line for line in page.splitlines() if line.startswith("|") and "`" in line]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "row" in metafunc.fixturenames:
        found = rows(metafunc.config.rootpath)
        metafunc.parametrize("row", found, ids=[row.split("|")[1].strip() for row in found])


def defined(path: Path) -> set[str]:
    """Return the names of a file's functions, classes, methods and annotated constants."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def test_every_named_piece_of_code_and_every_test_exists(row: str, root: Path) -> None:
    code, test = re.findall(r"`([\w/.]+:\w+)`", row)
    for room, named in ((root / "src" / "babelix", code), (root / "tests", test)):
        path, name = named.split(":")
        assert name in defined(room / path), f"docs/reference/papers.md names {named}, which is not there"
    assert test.split(":")[1].startswith("test_")


def test_no_equation_of_the_paper_is_left_out(root: Path) -> None:
    text = "\n".join(rows(root))
    wanted = ["equation 1", "equation 2", "equation 3", *(f"section {s}" for s in ("3.2.2", "3.4", "3.5"))]
    wanted += [f"section {s}" for s in ("5.3", "5.4", "6.1")]
    assert [where for where in wanted if where not in text] == []
