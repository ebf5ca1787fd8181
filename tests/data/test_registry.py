import re

import pytest

from babelix import data
from babelix.base.errors import RequestError
from babelix.data.registry import entry, names

HEXADECIMAL = re.compile(r"[0-9a-f]{64}")
CHECKSUM = re.compile(r"(md5:[0-9a-f]{32}|sha1:[0-9a-f]{40}|sha256:[0-9a-f]{64})")


@pytest.mark.parametrize("name", names())
def test_every_entry_is_complete(name):
    found = entry(name)
    assert found.name == name
    assert found.description
    assert found.terms
    assert found.attribution
    # What the project made itself has no page elsewhere.
    assert found.homepage.startswith("http") or found.terms == "the project's own"
    assert found.files
    assert found.note or not found.mirror_only
    for file in found.files.values():
        assert HEXADECIMAL.fullmatch(file.sha256)
        assert (file.content is not None) == file.path.endswith(".gz")


@pytest.mark.parametrize("name", names())
def test_every_public_address_is_pinned(name):
    for file in entry(name).files.values():
        if file.source is None:
            continue
        by_commit = re.search(r"githubusercontent\.com/[^/]+/[^/]+/[0-9a-f]{40}/", file.source.url)
        assert by_commit or CHECKSUM.fullmatch(file.source.checksum or "")


def test_no_two_files_share_a_place():
    places = [file.path for name in names() for file in entry(name).files.values()]
    assert len(places) == len(set(places))
    assert not any(place.startswith("/") or ".." in place for place in places)


@pytest.mark.parametrize("name", names())
def test_the_mirror_holds_every_data_set_with_its_checksums(name, dataset):
    assert set(dataset(name)) == set(entry(name).files)


def test_the_lectures_data_is_called_what_the_recipes_call_it():
    assert list(entry("tatoeba-en-fr").files) == ["pairs", "about"]
    assert "test_2016_flickr.en" in entry("multi30k").files
    assert (
        entry("tatoeba-en-fr").files["pairs"].source.checksum
        == "sha1:94646ad1522d915e7b0f9296181140edcf86a4f5"
    )


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(RequestError, match="no data set is called 'multi30'; did you mean 'multi30k'"):
        data.entry("multi30")
    with pytest.raises(
        RequestError, match="no data set is called 'xyzzy'; `babelix data list` shows them all"
    ):
        data.find("xyzzy")


@pytest.mark.parametrize("name", names())
def test_the_page_lists_every_data_set(name, root):
    page = (root / "docs" / "reference" / "data.md").read_text(encoding="utf-8")
    assert f"| `{name}` | {entry(name).description} | {entry(name).terms} |" in page
