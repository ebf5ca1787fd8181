import re
from pathlib import Path

import pytest


@pytest.fixture
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_the_tree_is_the_real_one(readme: str, root: Path) -> None:
    block = readme.split("```text\nsrc/babelix/\n")[1].split("```")[0]
    written = re.findall(r"^  (\w+)/ ", block, flags=re.MULTILINE)
    real = sorted(
        p.name for p in (root / "src" / "babelix").iterdir() if p.is_dir() and p.name != "__pycache__"
    )
    assert sorted(written) == real


def test_every_link_leads_somewhere(root: Path) -> None:
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "decisions").rglob("*.md")]
    broken = [
        (page.name, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken


def test_the_commands_of_the_readme_exist(readme: str) -> None:
    from babelix.cli.main import app

    known = {c.callback.__name__ for c in app.registered_commands if c.callback} | {
        g.name for g in app.registered_groups
    }
    used = set(re.findall(r"babelix (translate|train|evaluate|states|models|data|attention)\b", readme))
    assert used <= known
    assert {"translate", "train", "evaluate", "states"} <= used
