"""What the pages point at is there: files, commands, modules."""

import ast
import importlib
import re
import textwrap

import pytest


def pages(root):
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "decisions").rglob("*.md")])


def pytest_generate_tests(metafunc):
    if "page" in metafunc.fixturenames:
        root = metafunc.config.rootpath
        found = pages(root)
        metafunc.parametrize("page", found, ids=[str(page.relative_to(root)) for page in found])


def test_every_link_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    broken = [target for target in links if not (page.parent / target).exists()]
    assert not broken


def test_what_the_page_imports_is_there(page):
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for block in blocks:
        for node in ast.walk(ast.parse(textwrap.dedent(block))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("babelix"):
                module = importlib.import_module(node.module)
                gone = [alias.name for alias in node.names if not hasattr(module, alias.name)]
                assert not gone, f"{node.module} has no {gone}"


def test_the_files_that_the_pages_name_are_there(page, root):
    """Paths of the repository in backquotes or commands: recipes, tools, benchmarks, docs, decisions."""
    text = page.read_text(encoding="utf-8")
    named = re.findall(
        r"(?<![\w/.])((?:recipes|tools|benchmarks|docs|decisions|tests|src)/[\w/.-]+\.\w+)", text
    )
    gone = [name for name in named if not (root / name).exists()]
    assert not gone


def test_the_code_that_the_pages_name_is_there(page, root):
    """Python files in backquotes, from the root of the repository or of the package."""
    named = re.findall(r"`([\w-]+/[\w/-]+\.py)\b", page.read_text(encoding="utf-8"))
    gone = [
        name
        for name in named
        if not any((base / name).exists() for base in (root, root / "src/babelix", root / "tests"))
    ]
    assert not gone


@pytest.fixture
def readme(root) -> str:
    text: str = (root / "README.md").read_text(encoding="utf-8")
    return text


def test_the_commands_of_the_readme_exist(readme):
    from babelix.cli.main import app

    known = {c.callback.__name__ for c in app.registered_commands if c.callback} | {
        g.name for g in app.registered_groups
    }
    used = set(re.findall(r"babelix (translate|train|evaluate|states|models|data|attention)\b", readme))
    assert used <= known
    assert {"translate", "train", "evaluate", "states"} <= used
