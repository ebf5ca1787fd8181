import gc
import subprocess
import sys

import pytest

from babelix.cli.startup import uncollected


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
