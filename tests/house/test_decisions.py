"""Decisions: named by subject and sentence, and found from where they matter."""

import re
from pathlib import Path

import pytest

CITED = re.compile(r"decisions/([a-z]+/[a-z0-9-]+)")


@pytest.fixture(scope="module")
def decisions(files) -> set[str]:
    return {
        str(path.relative_to("decisions").with_suffix(""))
        for path in files
        if path.is_relative_to("decisions")
    }


@pytest.fixture(scope="module")
def cited(files, root) -> dict[str, list[str]]:
    """Each decision that is cited, and where."""
    found: dict[str, list[str]] = {}
    tops = [path.relative_to(root) for path in root.glob("*.md")]
    for path in [*tops, *files]:
        if path.suffix in (".py", ".md", ".toml") and not path.is_relative_to("tests/house"):
            for name in CITED.findall((root / path).read_text(encoding="utf-8")):
                found.setdefault(name, []).append(str(path))
    return found


def test_every_decision_cited_exists(decisions, cited):
    gone = {name: where for name, where in cited.items() if name not in decisions}
    assert not gone, f"these cite decisions that are not there: {gone}"


def test_every_decision_is_cited(decisions, cited):
    alone = sorted(decisions - set(cited))
    assert not alone, f"cite these where a reader meets what they decide (docs page or code): {alone}"


def test_a_decision_lies_with_its_subject_and_has_a_title_without_a_number(decisions, root):
    for name in decisions:
        assert re.fullmatch(r"[a-z]+/[a-z0-9-]+", name), f"decisions/{name}: give it a subject and a sentence"
        title = (root / "decisions" / Path(f"{name}.md")).read_text(encoding="utf-8").splitlines()[0]
        assert re.match(r"# [^\W\d]", title), f"decisions/{name}: begin with `# ` and its sentence"
