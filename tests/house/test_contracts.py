"""The contracts in pyproject.toml see every room: one that nobody listed breaks the build."""

import os
import shutil
import subprocess
import sys

import pytest

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.mark.slow
def test_a_room_that_nobody_listed_breaks_the_build(root, tmp_path):
    package = tmp_path / "src" / "babelix"
    only_code = shutil.ignore_patterns("__pycache__", "shipped", "*.js", "*.css", "*.html", "*.json")
    shutil.copytree(root / "src" / "babelix", package, ignore=only_code)
    shutil.copyfile(root / "pyproject.toml", tmp_path / "pyproject.toml")
    for room in ("", "workflows", "chromatin"):
        (package / room / "attic").mkdir()
        (package / room / "attic" / "__init__.py").write_text('"""Nobody listed me."""\n', encoding="utf-8")

    environment = {**os.environ, "PYTHONPATH": str(package.parent), "COLUMNS": "200"}
    lint = subprocess.run(
        [sys.executable, "-c", LINT], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert lint.returncode == 1, lint.stdout + lint.stderr
    for room in ("babelix", "babelix.workflows", "babelix.chromatin"):
        assert f"not listed as layers:\n\n- {room}.attic\n" in lint.stdout, lint.stdout
