import gzip

import pytest

from babelix import data
from babelix.base.errors import RequestError


def test_what_is_nowhere_is_not_found(small):
    assert data.find("small-pairs") is None
    assert data.missing("small-pairs") == (
        "data set small-pairs is not here: set BABELIX_DATA or run `babelix data fetch small-pairs`"
    )
    assert small.asked == []


def test_what_has_no_address_is_asked_of_a_mirror(small):
    assert data.missing("homeless") == (
        "data set homeless is not here: "
        "point BABELIX_DATA at a folder that has it (it comes from a mirror only)"
    )


def test_the_mirror_is_read_when_asked_not_when_imported(mirror):
    assert data.find("small-pairs") == {
        "pairs": mirror / "small" / "pairs.txt.gz",
        "about": mirror / "small" / "about.txt",
    }


def test_the_same_content_compressed_otherwise_is_as_good(mirror):
    path = mirror / "small" / "pairs.txt.gz"
    content = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(content, compresslevel=1))
    assert (data.find("small-pairs") or {})["pairs"] == path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("about.txt", b"changed"),
        ("pairs.txt.gz", gzip.compress(b"changed", mtime=0)),
        ("pairs.txt.gz", b"\x1f\x8bdamaged"),
    ],
    ids=["text", "another content packed", "damaged"],  # the clock stands in what gzip packs, by default
)
def test_a_mirrored_file_that_fails_its_checksum_is_refused_by_name(mirror, name, content):
    (mirror / "small" / name).write_bytes(content)
    for ask in (data.find, data.fetch):
        with pytest.raises(RequestError) as caught:
            ask("small-pairs")
        assert str(mirror / "small" / name) in str(caught.value)
        assert f"fails its checksum as '{name.split('.')[0]}' of small-pairs (expected sha256 " in str(
            caught.value
        )
        assert "replace it in the mirror, or unset BABELIX_DATA" in str(caught.value)


def test_a_cached_file_that_fails_its_checksum_is_refused_by_name(small):
    paths = data.fetch("small-pairs")
    paths["about"].write_bytes(b"changed")
    with pytest.raises(
        RequestError, match=r"about\.txt fails its checksum .* run `babelix data fetch small-pairs`"
    ):
        data.find("small-pairs")


def test_a_variable_that_names_no_folder_is_refused(small, monkeypatch, tmp_path):
    monkeypatch.setenv("BABELIX_DATA", str(tmp_path / "nowhere"))
    for ask in (data.find, data.fetch, data.missing):
        with pytest.raises(
            RequestError, match=r"BABELIX_DATA names '.*nowhere', which is no folder; correct it"
        ):
            ask("small-pairs")


def test_a_mirror_without_the_folder_or_the_file_is_told(mirror):
    assert data.find("homeless") is None
    assert f"BABELIX_DATA is {mirror}, which has no folder 'h'" in data.missing("homeless")
    (mirror / "small" / "about.txt").unlink()
    assert data.find("small-pairs") is None
    assert f"BABELIX_DATA is {mirror}, which lacks small/about.txt" in data.missing("small-pairs")


def test_the_cache_lies_where_the_system_keeps_caches(small, tmp_path):
    assert data.cache_folder() == tmp_path / "cache" / "babelix" / "data"
