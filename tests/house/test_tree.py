"""The tree in the README is the real one."""

import re

import pytest


def test_the_tree_of_the_readme_is_the_real_one(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    block = readme.split("```text\nsrc/babelix/\n")[1].split("```")[0]
    written = re.findall(r"^  (\w+)/ ", block, flags=re.MULTILINE)
    real = [p.name for p in (root / "src" / "babelix").iterdir() if p.is_dir() and p.name != "__pycache__"]
    assert sorted(written) == sorted(real), "write the rooms that there are into the tree of README.md"


SUBJECTS = {"translation", "attention", "states", "dna", "enrichment", "classic", "parsing"}

# What else lies beside the subjects, and why.
BESIDE = {
    "docs": {"make", "reference"},
    "decisions": {"house"},
    "benchmarks": set(),
    "recipes": set(),
    "src/babelix/workflows": {"runs"},
    "src/babelix/views": {"offline"},
}


@pytest.mark.parametrize("top", BESIDE)
def test_a_subject_is_the_same_word_everywhere(root, top):
    folders = {path.name for path in (root / top).iterdir() if path.is_dir() and path.name != "__pycache__"}
    other = sorted(folders - SUBJECTS - BESIDE[top])
    assert not other, f"{top}/ has folders of no subject: call them one of {sorted(SUBJECTS)}: {other}"
