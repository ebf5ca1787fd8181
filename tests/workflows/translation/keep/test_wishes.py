from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.text.keep import BY_DEFAULT
from babelix.workflows.translation.keep.wishes import Wishes


def test_what_is_given_takes_the_place_of_what_was() -> None:
    usual = Wishes.of(["tags"], {"cat": "matou"}, "Le ")
    assert usual.prefix == "Le"
    assert usual.with_those_given(None, None, None) is usual
    changed = usual.with_those_given(["none"], None, "")
    assert (changed.keep, changed.glossary, changed.prefix) == (frozenset(), usual.glossary, "")
    assert usual.with_those_given(None, {}, None).glossary is None
    assert Wishes().keep == frozenset(BY_DEFAULT)


def test_kinds_stand_with_commas_between(tmp_path: Path) -> None:
    assert Wishes.read("urls, tags", None, "").keep == {"urls", "tags"}
    assert Wishes.read(None, None, "") == Wishes()
    (tmp_path / "terms").write_text("cat\tmatou\n")
    found = Wishes.read("none", tmp_path / "terms", "").glossary
    assert found is not None
    assert found.required("a cat")[0].wordings == ("matou",)


def test_a_prefix_is_the_beginning_of_one_line() -> None:
    with pytest.raises(RequestError, match="`prefix` is the beginning of a line"):
        Wishes.of([], None, "a\nb")
