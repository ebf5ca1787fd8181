import json
from pathlib import Path

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.base.partial import Partial

REQUEST = {"beam": 4, "alpha": 0.6}


def begun(path: Path) -> Partial:
    partial = Partial.begin(path, REQUEST, resume=False)
    partial.add("one\n", lines=1)
    partial.add("zw\u00f6lf\n", lines=2)
    return partial


def test_a_file_is_in_its_place_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.txt"
    partial = begun(path)
    assert not path.exists()
    assert sorted(each.name for each in path.parent.iterdir()) == ["out.txt.part", "out.txt.part.json"]
    partial.finish()
    assert path.read_text(encoding="utf-8") == "one\nzw\u00f6lf\n"
    assert list(path.parent.iterdir()) == [path]


def test_what_was_left_is_gone_on_with_and_what_was_not_recorded_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    part = begun(path).leave()
    assert part == tmp_path / "out.txt.part"
    with part.open("ab") as killed_between:
        killed_between.write(b"half a li")
    again = Partial.begin(path, REQUEST, resume=True)
    assert again.done == {"lines": 2}
    again.add("three\n", lines=3)
    again.finish()
    assert path.read_text(encoding="utf-8") == "one\nzw\u00f6lf\nthree\n"


def test_two_processes_do_not_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    partial = begun(path)
    with pytest.raises(
        RequestError, match=r"out\.txt\.part is being written by another process; wait for it"
    ):
        Partial.begin(path, REQUEST, resume=True)
    partial.add("three\n", lines=3)
    partial.leave()
    again = Partial.begin(path, REQUEST, resume=True)
    assert again.done == {"lines": 3}
    again.leave()


def test_a_disk_without_room_for_the_first_word_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, value: object) -> None:
        raise TaskError("no space left on the disk")

    with monkeypatch.context() as patch:
        patch.setattr("babelix.base.partial.write_json", full)
        with pytest.raises(TaskError, match="no space left"):
            Partial.begin(tmp_path / "out.txt", REQUEST, resume=False)
    assert list(tmp_path.iterdir()) == []
    begun(tmp_path / "out.txt").finish()


def test_an_empty_one_leaves_nothing_and_resuming_nothing_begins(tmp_path: Path) -> None:
    partial = Partial.begin(tmp_path / "out.txt", REQUEST, resume=True)
    assert partial.done == {}
    assert partial.leave() is None
    assert list(tmp_path.iterdir()) == []


def test_a_part_is_not_written_over_and_not_gone_on_with_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    begun(path).leave()
    with pytest.raises(
        RequestError, match=r"out\.txt\.part is an earlier attempt at out\.txt; go on with it by `resume`"
    ):
        Partial.begin(path, REQUEST, resume=False)
    with pytest.raises(
        RequestError, match=r"of another request: beam was 4 and is 7, n was null and is 2; ask"
    ):
        Partial.begin(path, {**REQUEST, "beam": 7, "n": 2}, resume=True)
    state = tmp_path / "out.txt.part.json"
    recorded = json.loads(state.read_text(encoding="utf-8"))
    for damaged in ("{", "[]", json.dumps({**recorded, "bytes": 99}), json.dumps({**recorded, "done": 1})):
        state.write_text(damaged, encoding="utf-8")
        with pytest.raises(RequestError, match=r"out\.txt\.part cannot be gone on with: .*; delete both"):
            Partial.begin(path, REQUEST, resume=True)
    state.unlink()
    with pytest.raises(RequestError, match="cannot be gone on with"):
        Partial.begin(path, REQUEST, resume=True)


def test_where_no_file_can_be(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="it is a folder; expected a plain file"):
        Partial.begin(tmp_path, REQUEST, resume=False)
    (tmp_path / "file").touch()
    with pytest.raises(TaskError, match="cannot write"):
        Partial.begin(tmp_path / "file" / "out.txt", REQUEST, resume=False)


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "out.txt"
    link.symlink_to(tmp_path / "there" / "real.txt")
    begun(link).finish()
    assert link.is_symlink()
    assert (tmp_path / "there" / "real.txt").exists()


def test_an_end_is_written_once_whenever_it_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.txt"
    partial = begun(path)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            partial.finish("end\n")
    again = Partial.begin(path, REQUEST, resume=True)
    assert again.done == {"lines": 2}
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            again.finish("end\n")
    assert path.read_text(encoding="utf-8") == "one\nzw\u00f6lf\nend\n"
    assert again.leave() is None
    # What describes no part is no attempt.
    anew = Partial.begin(path, REQUEST, resume=False)
    assert anew.done == {}
    anew.leave()


def test_a_full_disk_is_told_once_and_what_was_written_before_stays(tmp_path):
    import resource

    partial = Partial.begin(tmp_path / "x", {}, resume=False)
    partial.add("first\n", lines=1)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(TaskError, match=r"cannot write .*x\.part: "):
            partial.add("s" * 2_000, lines=2)
        assert partial.leave() == tmp_path / "x.part"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    again = Partial.begin(tmp_path / "x", {}, resume=True)
    assert again.done == {"lines": 1}
    again.finish()
    assert (tmp_path / "x").read_text() == "first\n"
