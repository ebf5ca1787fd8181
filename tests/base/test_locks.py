from pathlib import Path

from babelix.base.locks import lock


def test_a_file_is_held_by_one_until_it_is_closed(tmp_path: Path) -> None:
    with (tmp_path / "x").open("w") as one, (tmp_path / "x").open("a") as other:
        assert lock(one)
        assert not lock(other)
        one.close()
        assert lock(other)
