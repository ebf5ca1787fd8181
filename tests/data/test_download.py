import gzip
import hashlib
import zipfile
from dataclasses import replace

import pytest

from babelix import data
from babelix.base.errors import RequestError, TaskError
from babelix.data.download import first_records


def from_elsewhere(entry, **changes):
    """Return `entry` with every source changed."""
    files = {key: replace(file, source=replace(file.source, **changes)) for key, file in entry.files.items()}
    return replace(entry, files=files)


def files_below(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_fetch_downloads_once_and_find_finds_it(small, tmp_path):
    paths = data.fetch("small-pairs")
    assert data.find("small-pairs") == paths == data.fetch("small-pairs")
    assert small.asked == ["/1/small.zip"]  # one archive for both files, and nothing the second time
    assert gzip.decompress(paths["pairs"].read_bytes()).startswith(b"Hi.\tSalut !\n")
    assert paths["about"].read_bytes() == b"two sentences, many times\n"
    assert files_below(tmp_path / "cache") == ["about.txt", "pairs.txt.gz"]


def test_what_is_made_of_a_download_is_the_same_bytes_each_time(small):
    first = data.fetch("small-pairs")["pairs"].read_bytes()
    data.fetch("small-pairs")["pairs"].unlink()
    assert data.fetch("small-pairs")["pairs"].read_bytes() == first


def test_plain_text_is_gzipped_and_idx_files_are_cut(small):
    paths = data.fetch("digits")
    images = gzip.decompress(paths["images"].read_bytes())
    assert images[:8] == bytes([0, 0, 8, 3, 0, 0, 0, 2])
    assert len(images) == 16 + 2 * 2 * 3
    assert gzip.decompress(paths["text"].read_bytes()) == b"two sentences, many times\n"


def test_first_records_keeps_header_and_values():
    labels = bytes([0, 0, 8, 1, 0, 0, 0, 5, 9, 8, 7, 6, 5])
    assert first_records(labels, 3) == bytes([0, 0, 8, 1, 0, 0, 0, 3, 9, 8, 7])


@pytest.mark.parametrize("content", [b"", b"\0\0\x08", b"<html>not found</html>"])
def test_what_is_no_idx_file_is_left_to_its_checksum(content):
    assert first_records(content, 3) == content


@pytest.mark.parametrize("page", ["/1/digits.gz", "/1/text.txt"])
def test_a_damaged_gzip_file_is_refused_by_its_address(small, page):
    small.pages[page] = gzip.compress(b"a text long enough to be compressed")[:-9]
    with pytest.raises(TaskError) as caught:
        data.fetch("digits")
    assert str(caught.value).startswith(f"{small.address}{page} ")
    assert str(caught.value).endswith("nothing was kept")


def test_a_mirror_comes_before_the_network(mirror, small):
    assert data.fetch("small-pairs") == data.find("small-pairs")
    assert small.asked == []


def test_what_the_mirror_lacks_is_downloaded(mirror, small):
    assert data.fetch("digits")["text"].is_file()
    assert sorted(small.asked) == ["/1/digits.gz", "/1/text.txt"]


def test_progress_ends_at_the_size_of_the_download(small):
    seen = []
    data.fetch("small-pairs", seen.append)
    size = len(small.pages["/1/small.zip"]) / 1e6
    assert seen[-1].task == "fetching small-pairs"
    assert seen[-1].unit == "MB"
    assert seen[-1].done == pytest.approx(size)
    assert seen[-1].total == pytest.approx(size)


def test_a_damaged_file_in_the_cache_is_downloaded_again(small):
    paths = data.fetch("small-pairs")
    paths["about"].write_bytes(b"changed")
    assert data.fetch("small-pairs")["about"].read_bytes() == b"two sentences, many times\n"


def test_an_archive_that_fails_its_checksum_is_refused_by_name(small, tmp_path):
    small.pages["/1/small.zip"] += b"!"
    with pytest.raises(
        TaskError, match=r"/1/small\.zip fails its checksum sha1:[0-9a-f]{40}; nothing was kept"
    ):
        data.fetch("small-pairs")
    assert files_below(tmp_path / "cache") == []


def test_a_file_that_fails_its_checksum_is_refused_by_name(small, tmp_path):
    small.pages["/1/digits.gz"] = b"something else"
    with pytest.raises(TaskError, match=r"digits\.gz .*'images' of digits: .*nothing was kept"):
        data.fetch("digits")
    small.pages["/1/digits.gz"] = gzip.compress(bytes([0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3]))
    with pytest.raises(TaskError) as caught:
        data.fetch("digits")
    got = hashlib.sha256(bytes([0, 0, 8, 1, 0, 0, 0, 2, 1, 2])).hexdigest()
    assert str(caught.value).startswith(
        f"{small.address}/1/digits.gz no longer gives 'images' of digits: expected"
    )
    assert f"got {got}; nothing was kept" in str(caught.value)
    assert files_below(tmp_path / "cache") == []


def test_an_archive_without_the_member_is_refused(small, tmp_path):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("else.txt", "nothing")
    small.pages["/1/small.zip"] = path.read_bytes()
    checksum = "sha1:" + hashlib.sha1(path.read_bytes()).hexdigest()
    small.entries["small-pairs"] = from_elsewhere(small.entries["small-pairs"], checksum=checksum)
    with pytest.raises(TaskError, match=r"small\.zip is no zip file holding in/pairs\.txt; nothing was kept"):
        data.fetch("small-pairs")


def test_a_missing_page_and_a_missing_network_are_told(small, monkeypatch, tmp_path):
    del small.pages["/1/small.zip"]
    with pytest.raises(TaskError, match=r"cannot download http://.*/1/small\.zip \(HTTP status 404\); check"):
        data.fetch("small-pairs")
    small.entries["digits"] = from_elsewhere(small.entries["digits"], url="http://127.0.0.1:9/digits.gz")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("BABELIX_DATA", str(tmp_path / "empty"))
    with pytest.raises(TaskError) as caught:
        data.fetch("digits")
    assert "cannot download http://127.0.0.1:9/digits.gz (ConnectionError); BABELIX_DATA is" in str(
        caught.value
    )
    assert "which has no folder 'd'; check the network" in str(caught.value)


def test_what_has_no_address_is_refused_before_anything_is_downloaded(small, mirror):
    with pytest.raises(RequestError) as caught:
        data.fetch("homeless")
    assert str(caught.value) == (
        f"'text' of homeless has no pinned public address; BABELIX_DATA is {mirror}, "
        "which has no folder 'h'; point BABELIX_DATA at a folder that holds h/text.txt (http://home)"
    )


def test_a_cache_that_cannot_be_written_is_told(small, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(TaskError, match=r"cannot keep small-pairs in .*cache/babelix/data"):
        data.fetch("small-pairs")
