import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from babelix.cli.output import print_json, tell_of_files


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


def test_a_text_that_is_a_files_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my input.en").touch()
    (tmp_path / "folder").mkdir()
    tell_of_files(["my input.en", "folder", "no.en", "", " ", "x" * 999, "\0"])
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "babelix: my input.en is a file here; its name is translated as text, its lines by: "
        "babelix translate < 'my input.en'\n"
    )
