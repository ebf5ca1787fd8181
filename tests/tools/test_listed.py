import re
from pathlib import Path

import pytest
from tools.documented import command_names, commands_with, plain
from tools.listed import Listed, as_meant, helps, outdated


@pytest.fixture(scope="module")
def listed(root: Path) -> Listed:
    return Listed.read(root / "tools" / "commands.toml")


def test_every_documented_command_is_compared_or_left_out(listed: Listed, root: Path) -> None:
    assert listed.uncovered(root) == [], (
        "add these to tools/commands.toml: to a scene, or to left_out with a reason"
    )


def test_a_command_that_nobody_listed_is_told(listed: Listed, root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "commands.md").write_text(page, encoding="utf-8")
    (tmp_path / "recipes" / "translation").mkdir(parents=True)
    readme = (
        "    babelix states hum --marks DIR\n    babelix models en-fr --loud\n\n`babelix models --soft`\n"
    )
    (tmp_path / "README.md").write_text(readme, encoding="utf-8")
    assert listed.uncovered(tmp_path) == [
        "README.md: babelix states hum --marks DIR",
        "README.md: babelix models en-fr --loud",
        "README.md: babelix models --soft",
    ]


def test_what_stands_for_a_documented_line_is_run_and_every_omission_has_its_reason(listed: Listed) -> None:
    for scene in listed.scenes:
        assert set(scene.stands_for.values()) <= set(scene.run), scene.name
    assert all(listed.left_out.values())
    assert all(each["why"] for each in listed.meant)


def test_json_of_every_command_that_has_it_is_compared(listed: Listed, root: Path) -> None:
    lines = [line for scene in listed.scenes if scene.name != "wrong" for line in scene.run]
    for name in commands_with("--json", root):
        assert any(name in line and "--json" in line for line in lines), name


# Options that came after the reorganisation: there is nothing before to compare them with.
SINCE = {
    ("babelix attention", "--trust-code"),
    ("babelix states annotate", "--labels"),
    ("babelix states annotate", "--unstranded"),
    ("babelix states binarize", "--add"),
    ("babelix states binarize", "--replace"),
    ("babelix states learn", "--spacing"),
    ("babelix states learn", "--unstranded"),
}


def test_every_option_is_compared(listed: Listed, root: Path) -> None:
    lines = [plain(line) for scene in listed.scenes for line in scene.run]
    for now, was in outdated(listed.formerly, root).items():
        lines = [line.replace(now, was) for line in lines]
    missing = [
        (name, option)
        for name, options in options_of(root).items()
        for option in options
        if (name, option) not in SINCE
        and not any(re.search(rf"{name}\b.* ({option})\b", line) for line in lines)
    ]
    assert missing == [], "add a line with each to tools/commands.toml"


def options_of(root: Path) -> dict[str, list[str]]:
    page = (root / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    sections = {each.split("\n", 1)[0]: each for each in re.split(r"^## ", page, flags=re.MULTILINE)[1:]}
    row = re.compile(r"^\| `(--[a-z-]+)(?: / (--[a-z-]+))?", re.MULTILINE)
    return {
        name: ["|".join(filter(None, found)) for found in row.findall(each)]
        for name, each in sections.items()
    }


def test_help_of_every_command(root: Path) -> None:
    found = helps(root).run
    assert {"babelix --help", "babelix states --help", "babelix states learn --help"} <= set(found)
    assert len(found) == len(command_names(root))


def test_a_name_that_is_there_is_not_outdated(root: Path) -> None:
    formerly = {
        "babelix models": "babelix model",
        "docs/reference/": "docs/",
        "babelix hum": "babelix sing",
        "no/": "x/",
    }
    assert outdated(formerly, root) == {"babelix hum": "babelix sing", "no/": "x/"}


def test_a_meant_difference_counts_where_it_applies_alone() -> None:
    meant = [
        {"why": "named anew", "was": "^old (.*)$", "now": "new", "what": "output"},
        {"why": "elsewhere", "was": "b", "now": "c", "line": "sing"},
        {"why": "a word more", "added": "^word\n"},
        {"why": "width", "was": "^one .*$", "now": "one", "added": "^(one) .*$", "kept": "\\1"},
    ]
    assert as_meant(b"one 1\n", b"one  2\n", "x", "babelix hum", meant) == (b"one\n", b"one\n", {"width"})
    found = as_meant(b"old a\nb\n", b"word\nnew\nb\n", "standard output", "babelix hum", meant)
    assert found == (b"new\nb\n", b"new\nb\n", {"named anew", "a word more"})
    assert as_meant(b"old a\n", b"new\n", "x.txt", "babelix hum", meant) == (b"old a\n", b"new\n", set())
    assert as_meant(b"\xff old", b"", "standard output", "babelix hum", meant) == (b"\xff old", b"", set())
