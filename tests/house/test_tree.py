"""The tree in the README is the real one."""

import re


def test_the_tree_of_the_readme_is_the_real_one(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    block = readme.split("```text\nsrc/babelix/\n")[1].split("```")[0]
    written = re.findall(r"^  (\w+)/ ", block, flags=re.MULTILINE)
    real = [p.name for p in (root / "src" / "babelix").iterdir() if p.is_dir() and p.name != "__pycache__"]
    assert sorted(written) == sorted(real), "write the rooms that there are into the tree of README.md"
