import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from babelix.cli.output import print_json


@dataclass
class Pair:
    left: str
    right: tuple[int, ...]


def test_letters_stay_readable_and_dataclasses_become_objects(capsys: pytest.CaptureFixture[str]) -> None:
    print_json([Pair("dé\u00e7u", (2, 3)), {"file": Path("a/b"), "none": None}])
    printed = capsys.readouterr().out
    assert "déçu" in printed
    assert printed.startswith("[\n  {\n")
    assert json.loads(printed) == [{"left": "déçu", "right": [2, 3]}, {"file": "a/b", "none": None}]
