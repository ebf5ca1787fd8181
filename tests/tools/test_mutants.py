import ast
import subprocess
from pathlib import Path

import pytest
from tools.mutants import PACKAGE, TABLE, Row, is_there, judge_all, read_table, since, with_fault


@pytest.fixture(scope="module")
def rows(root: Path) -> list[Row]:
    return read_table((root / TABLE).read_text(encoding="utf-8"))


def test_there_are_rows_enough_and_each_is_its_own(rows: list[Row]) -> None:
    assert len(rows) >= 55
    assert len({(row.file, row.before, row.after) for row in rows}) == len(rows)


@pytest.mark.slow
def test_every_piece_of_code_stands_once_in_its_file_and_its_fault_is_python(
    rows: list[Row], root: Path
) -> None:
    for row in rows:
        source = (root / "src" / PACKAGE / row.file).read_text(encoding="utf-8")
        assert source.count(row.before) == 1, f"{TABLE}: {row.file} holds {row.before!r} not once"
        assert ast.dump(ast.parse(with_fault(row, source))) != ast.dump(ast.parse(source)), row


@pytest.mark.slow
def test_every_test_exists(rows: list[Row], root: Path) -> None:
    assert [row.test for row in rows if not is_there(root, row.test)] == []


TOY = """
import math

def area(side):
    return side * side

def half(value):
    return value / 2
"""
TOY_TESTS = """
import pytest
import toy

def test_area():
    assert toy.area(3) == 9

@pytest.mark.parametrize("value", [2, 4])
def test_half(value):
    assert toy.half(value) > 0

def test_nothing():
    pytest.skip("no data")

def test_wrong():
    assert toy.area(3) == 10
"""


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    for folder, name, text in (("src/toy", "__init__.py", TOY), ("tests", "test_toy.py", TOY_TESTS)):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / name).write_text(text)
    (tmp_path / "src" / "toy" / "data.json").write_text("{}")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\naddopts = "--import-mode=importlib"\n'
    )
    return tmp_path


@pytest.mark.slow
def test_a_fault_is_killed_survives_or_says_nothing(toy: Path) -> None:
    def row(before: str, after: str, test: str) -> Row:
        return Row("rule", "__init__.py", before, after, f"test_toy.py::{test}")

    rows = [
        row("side * side", "side + side", "test_area"),
        row("value / 2", "value / 3", "test_half"),
        row("side ** 2", "side", "test_area"),
        row("return", "yield", "test_area"),
        row("side * side", "side + side", "test_volume"),
        row("import math", "import maths", "test_area"),
        row("side * side", "sides * side", "test_area"),
        row("side * side", "side + side", "test_nothing"),
        row("side * side", "side + side", "test_wrong"),
    ]
    found = list(judge_all(rows, toy, "toy"))
    assert [outcome.verdict for outcome in found] == [
        "killed",
        "SURVIVED",
        "stale",
        "stale",
        "stale",
        "broken",
        "broken",
        "broken",
        "broken",
    ]
    assert [outcome.said.split(":")[0] for outcome in found] == [
        "",
        "",
        "its piece of code is there 0 times",
        "its piece of code is there 2 times",
        "there is no such test",
        "error",
        "NameError",
        *["the test does not pass, or is skipped, without the fault"] * 2,
    ]
    assert str(found[1]) == "SURVIVED  rule (__init__.py, test_toy.py::test_half)"
    assert (toy / "src" / "toy" / "__init__.py").read_text() == TOY


@pytest.mark.slow
def test_a_test_that_does_not_end_is_given_up(toy: Path) -> None:
    row = Row("rule", "__init__.py", "return side * side", "while True: pass", "test_toy.py::test_area")
    (found,) = judge_all([row], toy, "toy", longest=3)
    assert (found.verdict, found.said) == ("broken", "the test had not ended after 3 seconds")


def test_rows_since_a_revision_are_those_with_another_fault_or_test(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@b")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    def table(*rows: Row) -> str:
        return "".join(f"| {row.rule} | " + " | ".join(f"`{v}`" for v in cells(row)) + " |\n" for row in rows)

    def cells(row: Row) -> tuple[str, ...]:
        return row.file, row.before, row.after, row.test

    old = Row("a rule", "a.py", "x", "y", "test_a.py::test_x")
    git("init", "-q")
    (tmp_path / "table.md").write_text(table(old))
    git("add", "table.md")
    git("commit", "-qm", "one row")
    reworded = Row("the rule", *cells(old))
    retested = Row("a rule", "a.py", "x", "y", "test_a.py::test_y")
    added = Row("another", "b.py", "x", "y", "test_b.py::test_x")
    rows = [reworded, retested, added]
    assert since(rows, "HEAD", Path("table.md"), tmp_path) == [retested, added]
    for revision, name in (("no-such", "table.md"), ("HEAD", "other.md")):
        with pytest.raises(ValueError, match=f"no table to compare with at {revision}: fatal: "):
            since(rows, revision, Path(name), tmp_path)


def test_bars_in_code_are_written_with_a_backslash() -> None:
    table = "| rule | file | as it stands | fault | test |\n|---|---|---|---|---|\n"
    line = "| a bar | `a.py` | `x \\| y` | `x & y` | `test_a.py::test_x` |\n"
    assert read_table(table + line) == [Row("a bar", "a.py", "x | y", "x & y", "test_a.py::test_x")]
    with pytest.raises(ValueError, match="line 3: expected a rule and four pieces of code, got"):
        read_table(table + line.replace("\\|", "|"))
