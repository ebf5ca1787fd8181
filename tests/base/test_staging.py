import subprocess
import sys
from pathlib import Path

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.base.staging import publish, staged


def content(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_files_appear_together_and_the_others_stay(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text("old")
    with staged(tmp_path) as stage:
        (stage / "a").write_text("new")
        (stage / "d").write_text("new")
        assert content(tmp_path)["a"] == "old"
        assert stage.name.startswith(".")
        publish(stage, tmp_path, [tmp_path / "b"])
    assert content(tmp_path) == {"a": "new", "c": "old", "d": "new"}


@pytest.mark.parametrize("at", range(5))
def test_what_is_interrupted_anywhere_changes_nothing(tmp_path, monkeypatch, at):
    """Two files move aside, then two move in: interrupted before each of the four, and after the last."""
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text("old")
    move, moved = Path.replace, []

    def interrupted(path, target):
        if len(moved) == at:
            moved.append(None)
            raise KeyboardInterrupt
        moved.append(path)
        return move(path, target)

    with staged(tmp_path) as stage:
        (stage / "a").write_text("new")
        (stage / "d").write_text("new")
        monkeypatch.setattr(Path, "replace", interrupted)
        if at < 4:
            with pytest.raises(KeyboardInterrupt):
                publish(stage, tmp_path, [tmp_path / "b"])
        else:
            publish(stage, tmp_path, [tmp_path / "b"])
    kept = {"a": "old", "b": "old", "c": "old"}
    assert content(tmp_path) == (kept if at < 4 else {"a": "new", "c": "old", "d": "new"})


def test_a_failure_is_one_sentence_and_changes_nothing(tmp_path):
    (tmp_path / "a").write_text("old")
    with staged(tmp_path) as stage:
        (stage / "a").write_text("new")
        with pytest.raises(TaskError, match=f"cannot write into {tmp_path}: No such file or directory"):
            publish(stage, tmp_path, [tmp_path / "absent"])
    assert content(tmp_path) == {"a": "old"}


def test_folders_made_in_vain_are_taken_away(tmp_path):
    with pytest.raises(KeyboardInterrupt), staged(tmp_path / "new" / "deep"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "there").mkdir()
    with staged(tmp_path / "there" / "deep"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    with staged(tmp_path / "new" / "deep") as stage:
        (stage / "a").write_text("new")
        publish(stage, tmp_path / "new" / "deep")
    assert content(tmp_path) == {"new/deep/a": "new"}


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(RequestError, match="out is a file; expected a folder"), staged(tmp_path / "out"):
        pass
    with pytest.raises(TaskError, match="cannot write into"), staged(tmp_path / "out" / "deep"):
        pass
    assert content(tmp_path) == {"out": "mine"}


def test_what_a_killed_process_left_goes_and_what_another_writes_stays(tmp_path):
    left, moved = tmp_path / ".writing-left", tmp_path / ".writing-moved"
    for folder in (left, moved / ".replaced"):
        folder.mkdir(parents=True)
        (folder / "a").write_text("old")
    with staged(tmp_path) as other:
        assert not left.exists()
        (other / "b").write_text("new")
        with staged(tmp_path) as stage:
            assert content(other) == {"b": "new"}
            assert stage != other
    # Files of the folder that were moved aside are its user's.
    assert content(tmp_path) == {".writing-moved/.replaced/a": "old"}


def test_a_process_that_is_killed_holds_nothing(tmp_path):
    program = "import os, sys\nfrom babelix.base.staging import staged\n"
    program += "with staged(sys.argv[1]): os.kill(os.getpid(), 9)"
    killed = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert killed.returncode == -9
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".writing-")
    with staged(tmp_path):
        assert not left.exists()
    assert list(tmp_path.iterdir()) == []
