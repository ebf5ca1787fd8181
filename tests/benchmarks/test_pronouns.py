import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from benchmarks.translation import pronouns as module

from babelix.text.contrastive import ContrastivePair

PAIRS = [ContrastivePair(f"it {i}", f"right {i}", f"wrong {i}", gender) for i, gender in enumerate("mmmff")]
RIGHT = {"one": {0, 1, 3}, "two": {0, 1, 2, 3, 4}}


class Model:
    """Finds the right translation of some pairs likelier."""

    def __init__(self, name: str) -> None:
        self._right = RIGHT[name]

    def score(self, sources: list[str], targets: list[str]) -> list[float]:
        assert [target[-1] for target in targets] == [source[-1] for source in sources]
        return [
            -1.0 if target.startswith("right") == (int(target[-1]) in self._right) else -2.0
            for target in targets
        ]


def test_each_gender_has_the_same_say_and_the_second_is_compared_with_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "read_contrastive", lambda path: PAIRS)
    monkeypatch.setattr(module, "data", SimpleNamespace(fetch=lambda name: {"pairs": name}))
    monkeypatch.setattr(module, "babelix", SimpleNamespace(load=Model))
    out = tmp_path / "out.json"
    monkeypatch.setattr(sys, "argv", ["pronouns", "--model", "one", "--against", "two", "--json", str(out)])
    module.main()
    first, second, difference = capsys.readouterr().out.splitlines()[:3]
    assert first.startswith("one, right, %: balanced 58.3 (")  # (2/3 + 1/2) / 2
    assert "accuracy 60.0 (" in first
    assert first.endswith("f 50.0, m 66.7; always the commoner 60.0")
    assert second.startswith("two, right, %: balanced 100.0 (")
    assert difference.startswith("difference, right, %: balanced 41.7 (")
    assert json.loads(out.read_text(encoding="utf-8"))["results"]["two"]["pairs"] == 5
