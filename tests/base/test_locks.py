import threading
from pathlib import Path

import pytest

from babelix.base.errors import TaskError
from babelix.base.locks import held, lock


def test_a_file_is_held_by_one_until_it_is_closed(tmp_path: Path) -> None:
    with (tmp_path / "x").open("w") as one, (tmp_path / "x").open("a") as other:
        assert lock(one)
        assert not lock(other)
        one.close()
        assert lock(other)


def test_a_second_process_waits_for_the_block(tmp_path: Path) -> None:
    said = []

    def other() -> None:
        with held(tmp_path / "lock"):
            said.append("other")

    with held(tmp_path / "lock"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.05)
        said.append("one")
    thread.join()
    assert said == ["one", "other"]
    assert not list(tmp_path.iterdir())
    with pytest.raises(TaskError, match=r"cannot write .*: No such file"), held(tmp_path / "none" / "lock"):
        pass
