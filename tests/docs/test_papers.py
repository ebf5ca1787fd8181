import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|") and "`" in line]


def defined(path: Path) -> set[str]:
    """Return the names of a file's functions, classes, methods and annotated constants."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip() for row in ROWS])
def test_every_named_piece_of_code_and_every_test_exists(row: str) -> None:
    code, test = re.findall(r"`([\w/.]+:\w+)`", row)
    for room, named in ((ROOT / "src" / "babelix", code), (ROOT / "tests", test)):
        path, name = named.split(":")
        assert name in defined(room / path), f"docs/papers.md names {named}, which is not there"
    assert test.split(":")[1].startswith("test_")


def test_no_equation_of_the_paper_is_left_out() -> None:
    text = "\n".join(ROWS)
    wanted = ["equation 1", "equation 2", "equation 3", *(f"section {s}" for s in ("3.2.2", "3.4", "3.5"))]
    wanted += [f"section {s}" for s in ("5.3", "5.4", "6.1")]
    assert [where for where in wanted if where not in text] == []
