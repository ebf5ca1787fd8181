import gc
import os
import subprocess
import sys

import pytest

from babelix.cli import startup
from babelix.cli.startup import mannered_threads, uncollected


def test_garbage_is_looked_for_again_after_loading_even_where_it_fails() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="of the block"), uncollected():
        raise ValueError("of the block")
    assert gc.isenabled()


def test_who_does_not_collect_is_left_so() -> None:
    gc.disable()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.slow
def test_nothing_is_searched_as_the_process_ends() -> None:
    last_of_all = "atexit.register(lambda: print(gc.get_freeze_count() > 1000))"
    main = "from babelix.cli.main import main; main(['--version'])"
    ended = subprocess.run(
        [sys.executable, "-c", f"import atexit, gc; {last_of_all}; {main}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.splitlines()[1:] == ["True"]


def test_threads_are_few_and_wait_asleep_unless_the_environment_says_how(monkeypatch) -> None:
    for name in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(startup, "processors", lambda: 3)
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    mannered_threads()
    assert "GOMP_SPINCOUNT" not in os.environ
    assert os.environ["OMP_NUM_THREADS"] == "3"
    monkeypatch.setattr(startup, "processors", lambda: 5)
    monkeypatch.delenv("OMP_WAIT_POLICY")
    mannered_threads()
    assert os.environ["GOMP_SPINCOUNT"] == "1000"
    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    mannered_threads()
    assert (os.environ["GOMP_SPINCOUNT"], os.environ["OMP_NUM_THREADS"]) == ("7", "3")
