from pathlib import Path

import pytest
import torch
from tools.lines import _content, compare_line
from tools.listed import Listed
from tools.sides import Side

from babelix.training.tensors import save_tensors

NOTHING = Listed([], {}, {}, {}, {}, [])
# A program that knows `sing`, and `hum` where its checkout is the newer.
PROGRAM = """
import sys
from pathlib import Path
def main():
    word, *rest = sys.argv[1:]
    if word not in {known}:
        sys.exit("babelix: No such command: " + word)
    for name in rest:
        if word == "sing" and not Path(name).exists():
            sys.exit("babelix: no such file: " + name)
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("la")
    print(word)
"""


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Side, Side]:
    def side(name: str, known: list[str]) -> Side:
        program = tmp_path / name / "src" / "babelix" / "cli" / "main.py"
        program.parent.mkdir(parents=True)
        for package in (program.parent, program.parent.parent):
            (package / "__init__.py").write_text("", encoding="utf-8")
        program.write_text(PROGRAM.format(known=known), encoding="utf-8")
        return Side(tmp_path / name, tmp_path / f"{name}-runs", tmp_path, {})

    return side("before", ["sing"]), side("after", ["sing", "hum"])


@pytest.mark.slow
def test_what_before_refuses_as_unknown_is_new_and_what_needs_it_too(sides: tuple[Side, Side]) -> None:
    since: set[str] = set()
    found = compare_line("babelix hum notes/a.txt", "songs", sides, NOTHING, since)
    assert (found.verdict, found.new, found.different) == ("new", "No such command: hum", [])
    assert since == {"notes/a.txt"}
    found = compare_line("babelix sing notes/a.txt", "songs", sides, NOTHING, since)
    assert (found.verdict, found.new) == ("new", "needs notes/a.txt, which a new line wrote")


@pytest.mark.slow
def test_what_both_refuse_and_what_both_know_is_compared(sides: tuple[Side, Side]) -> None:
    assert compare_line("babelix shout", "songs", sides, NOTHING, set()).verdict == "same"
    assert compare_line("babelix sing", "songs", sides, NOTHING, set()).verdict == "same"
    # A file that no new line wrote is missing for both.
    assert compare_line("babelix sing b.txt", "songs", sides, NOTHING, {"a.txt"}).verdict == "same"


@pytest.mark.slow
def test_what_after_no_longer_knows_is_a_difference(sides: tuple[Side, Side]) -> None:
    found = compare_line("babelix hum", "songs", (sides[1], sides[0]), NOTHING, set())
    assert found.verdict == "DIFFERS"
    assert [each.what for each in found.different] == ["exit code", "standard output", "standard error"]


@pytest.mark.slow
def test_a_file_missing_before_and_written_by_a_compared_line_is_a_difference(
    sides: tuple[Side, Side],
) -> None:
    (sides[1].folder / "songs").mkdir()
    (sides[1].folder / "songs" / "a.txt").write_text("la", encoding="utf-8")
    assert compare_line("babelix sing a.txt", "songs", sides, NOTHING, set()).verdict == "DIFFERS"


@pytest.mark.slow
def test_a_refusal_before_a_pipe_is_seen_though_the_line_leaves_with_0(sides: tuple[Side, Side]) -> None:
    assert sides[0].shell("babelix hum | cat", "songs").returncode == 0
    assert compare_line("babelix hum | cat", "songs", sides, NOTHING, set()).verdict == "new"
    assert compare_line("babelix hum 2>&1", "songs", sides, NOTHING, set()).verdict == "new"


def test_tensors_are_compared_by_name_and_number_and_what_is_said_by_key(tmp_path: Path) -> None:
    one, two = tmp_path / "one.safetensors", tmp_path / "two.safetensors"
    save_tensors(one, {"W": torch.tensor([3.0, 5.0])}, {"step": 7})
    save_tensors(two, {"W": torch.tensor([3.0, 5.0])}, {"step": 7, "batching": 11})
    before, after = (_content(path).decode().splitlines() for path in (one, two))
    assert [line for line in after if line not in before] == ['    "batching": 11,']
    save_tensors(two, {"W": torch.tensor([3.0, 4.0])}, {"step": 7})
    (changed,) = set(_content(two).decode().splitlines()) - set(before)
    assert '"sha256"' in changed


@pytest.mark.slow
def test_the_older_program_is_at_hand_on_both_sides(sides: tuple[Side, Side], tmp_path: Path) -> None:
    before, after = sides
    newer = Side(after.root, tmp_path / "newer-runs", tmp_path, {}, before.root)
    assert newer.shell("babelix hum", "songs").stdout == b"hum\n"
    for side in (before, newer):
        assert side.shell("babelix-before hum", "songs").stderr == b"babelix: No such command: hum\n"
