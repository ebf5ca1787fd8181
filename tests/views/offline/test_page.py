import pytest

from babelix.views.offline.page import Page


class _Short(Page):
    def __init__(self, fails: bool = False) -> None:
        self._fails = fails

    def pieces(self):
        yield "<p>été"
        if self._fails:
            raise ValueError("half-way")
        yield "</p>\n"


def test_what_is_written_is_the_page(tmp_path):
    _Short().write(tmp_path / "p.html")
    assert (tmp_path / "p.html").read_bytes().decode() == _Short().html() == "<p>été</p>\n"


def test_a_page_that_fails_half_way_leaves_what_was_there(tmp_path):
    (tmp_path / "p.html").write_text("old")
    with pytest.raises(ValueError, match="half-way"):
        _Short(fails=True).write(tmp_path / "p.html")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("p.html", "old")]
