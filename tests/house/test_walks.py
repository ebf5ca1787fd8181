"""The walks for the reader in CONTRIBUTING name functions that are there, in files that are there."""

import re

import pytest

WALKS = ("Where a text goes", "Where marks go")
NAMED = re.compile(r"`([\w/]+\.py):([\w.]+)`")


@pytest.fixture(scope="module", params=WALKS)
def steps(request, root) -> list[str]:
    page = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {request.param}[^\n]*\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return re.findall(r"^\d+\. .*(?:\n   .*)*", section, re.MULTILINE)


def test_a_walk_has_ten_steps_and_each_names_its_code(steps):
    assert len(steps) == 10
    nameless = [step for step in steps if not NAMED.search(step)]
    assert not nameless, f"say where in the code these happen, `room/file.py:function`: {nameless}"


def test_each_function_of_a_walk_is_there(steps, functions):
    known = {function.where.removeprefix("src/babelix/") for function in functions}
    gone = [
        f"{path}:{name}"
        for step in steps
        for path, name in NAMED.findall(step)
        if f"{path}:{name}" not in known
    ]
    assert not gone, f"CONTRIBUTING walks through what is no longer there; walk it again: {gone}"
