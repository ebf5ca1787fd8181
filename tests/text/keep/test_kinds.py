import pytest

from babelix.base.errors import RequestError
from babelix.text.keep.kinds import KINDS, check_kinds


def test_all_and_none_and_some() -> None:
    assert check_kinds(["all"]) == frozenset(KINDS)
    assert check_kinds(["none"]) == check_kinds([]) == frozenset()
    assert check_kinds(["urls", "tags"]) == {"urls", "tags"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("urls", r"`keep` takes a list of kinds, got the text 'urls'; write \['urls'\]"),
        (["url"], "`keep`: unknown kind 'url'; did you mean 'urls'\\?; known: urls, emails, .*, all, none"),
        (["all", "urls"], "`keep`: 'all' stands alone, got all, urls"),
        (["urls", "none"], "`keep`: 'none' stands alone, got urls, none"),
    ],
)
def test_what_is_refused_and_in_which_words(asked: list[str], told: str) -> None:
    with pytest.raises(RequestError, match=told) as caught:
        check_kinds(asked)
    assert caught.value.setting == ("keep",)
