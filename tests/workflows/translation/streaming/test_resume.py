from pathlib import Path
from typing import Any

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.translation.streaming.resume import Output, output

LINES = ["a", "b \udcff", "c"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("settings.json", "subwords.json", "model.safetensors"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


@pytest.fixture
def left(tmp_path: Path, model: Path) -> Path:
    """A file that was left after two of three lines."""
    path = tmp_path / "out.txt"
    begun = output(path, model, {"beam": 4}, resume=False)
    assert list(begun.rest(LINES)) == LINES
    begun.add("A\nB\n", LINES[:2])
    assert begun.leave() == tmp_path / "out.txt.part"
    return path


def resumed(path: Path, model: Path, **more: Any) -> Output:
    return output(path, model, {"beam": 4, **more}, resume=True)


def test_it_goes_on_with_the_lines_that_are_left(left: Path, model: Path) -> None:
    again = resumed(left, model)
    assert again.lines == 2
    assert list(again.rest(LINES)) == ["c"]
    again.add("C\n", ["c"])
    assert again.lines == 3
    again.finish("end\n")
    assert left.read_text(encoding="utf-8") == "A\nB\nC\nend\n"


def test_another_input_is_refused(left: Path, model: Path) -> None:
    with pytest.raises(
        RequestError, match=r"the first 2 lines of the input are not those that .*out\.txt has so far"
    ):
        next((other := resumed(left, model)).rest(["a", "x", "c"]))
    other.leave()
    with pytest.raises(
        RequestError, match="is of 2 lines and more, and the input has 1; give the same input"
    ):
        next((shorter := resumed(left, model)).rest(["a"]))
    shorter.leave()


def test_another_model_and_another_request_are_refused(left: Path, model: Path) -> None:
    with pytest.raises(RequestError, match="of another request: n_best was null and is 3"):
        resumed(left, model, n_best=3)
    (model / "model.safetensors").write_text("trained on", encoding="utf-8")
    with pytest.raises(RequestError, match=r"of another request: model was .*model\.safetensors"):
        resumed(left, model)
