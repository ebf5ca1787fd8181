import json
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest

from babelix.base.errors import Remark
from babelix.cli.main import run
from babelix.cli.output import print_json, remarks_told, tell_of_files


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


def test_a_remark_is_a_line_and_another_warning_is_as_it_was(capsys):
    with remarks_told():
        for _ in range(2):
            warnings.warn(Remark("boxes"), stacklevel=1)
        with pytest.warns(DeprecationWarning, match="old"):
            warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert capsys.readouterr().err == "babelix: boxes\nbabelix: boxes\n"
    with pytest.warns(Remark, match="boxes"):
        warnings.warn(Remark("boxes"), stacklevel=1)


def test_letters_that_a_figure_lacks_are_a_line(capsys, tmp_path):
    text = "\u6771 \u4eac \u6771 cat"
    for form, said in (
        ("png", "babelix: the figure has boxes for \u6771 \u4eac, which its font lacks; one that "),
        ("svg", ""),
    ):
        assert run(["classic", "next-word", "steps", text, "--plot", str(tmp_path / f"f.{form}")]) == 0
        assert capsys.readouterr().err.startswith(said)
