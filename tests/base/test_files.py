import errno
import gzip
import hashlib
import json
import lzma
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError, TaskError
from babelix.base.files import (
    atomic,
    decode_lines,
    decoded,
    digest,
    read_bytes,
    read_lines,
    refuse_unwritable,
    stream,
    whole_lines,
    write_json,
    write_text,
)

LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r")))


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_atomic_writes_the_whole_file_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "new" / "folder" / "file.txt"
    with atomic(path) as temporary:
        temporary.write_text("whole")
        assert not path.exists()
        assert temporary.parent == path.parent
    assert path.read_text() == "whole"
    assert names(path.parent) == ["file.txt"]


def test_atomic_gives_the_rights_a_plain_file_would_have(tmp_path):
    old = os.umask(0o027)
    try:
        write_text(tmp_path / "file.txt", "x")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "file.txt").stat().st_mode) == 0o640


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, RequestError])
def test_a_block_that_fails_keeps_the_old_content(tmp_path, failure):
    path = tmp_path / "file.txt"
    path.write_text("old")

    def write_half():
        with atomic(path) as temporary:
            temporary.write_text("half")
            raise failure("stop")

    with pytest.raises(failure):
        write_half()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["file.txt"]


def no_space(*arguments, **options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["write", "fsync", "mkstemp"])
def test_a_full_disk_keeps_the_old_content_and_says_so(tmp_path, monkeypatch, call):
    path = tmp_path / "file.txt"
    path.write_text("old")
    if call == "write":
        monkeypatch.setattr(Path, "write_text", no_space)
    elif call == "fsync":
        monkeypatch.setattr(os, "fsync", no_space)
    else:
        monkeypatch.setattr("tempfile.mkstemp", no_space)
    with pytest.raises(TaskError) as caught:
        write_text(path, "new")
    assert str(caught.value) == f"no space left on the disk while writing {path}; free some and run again"
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["file.txt"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TaskError, match=r"cannot write .*file/below\.txt: (File exists|Not a directory)"):
        write_text(tmp_path / "file" / "below.txt", "x")


def test_text_is_written_as_utf_8_with_unix_line_ends(tmp_path):
    write_text(tmp_path / "file.txt", "été\nfin\n")
    assert (tmp_path / "file.txt").read_bytes() == b"\xc3\xa9t\xc3\xa9\nfin\n"


def test_json_is_readable_and_ends_its_line(tmp_path):
    write_json(tmp_path / "file.json", {"mot": "été", "n": 1})
    text = (tmp_path / "file.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"mot": "été", "n": 1}
    assert "été" in text
    assert text.endswith("}\n")


@given(st.binary(max_size=500))
def test_gzip_is_seen_by_its_first_bytes_whatever_the_name(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "content.txt"
    path.write_bytes(gzip.compress(content))
    assert read_bytes(path) == content
    if content[:2] != b"\x1f\x8b":
        path.write_bytes(content)
        assert read_bytes(path) == content


@pytest.mark.parametrize("cut", [3, 11, -1, -9])
def test_a_cut_gzip_file_is_refused_by_name(tmp_path, cut):
    path = tmp_path / "lines.gz"
    path.write_bytes(gzip.compress(b"some text that is long enough to be compressed")[:cut])
    with pytest.raises(RequestError, match=r"lines\.gz is a damaged gzip file \(.*\); fetch it again"):
        read_lines(path)


@pytest.mark.parametrize("place", [12, 20, -6, -2])
def test_a_changed_gzip_file_is_refused_by_name(tmp_path, place):
    content = bytearray(gzip.compress(b"some text that is long enough to be compressed", mtime=0))
    content[place] ^= 0xFF
    path = tmp_path / "lines.gz"
    path.write_bytes(content)
    with pytest.raises(RequestError, match=r"lines\.gz is a damaged gzip file"):
        read_bytes(path)


def test_what_is_not_there_or_is_a_folder_is_refused(tmp_path):
    with pytest.raises(RequestError, match=r"no such file: .*nowhere\.txt"):
        read_bytes(tmp_path / "nowhere.txt")
    with pytest.raises(RequestError, match=r"cannot read .*: Is a directory"):
        read_bytes(tmp_path)


@given(LINES)
def test_lines_come_back_as_they_were_written(tmp_path_factory, lines):
    path = tmp_path_factory.getbasetemp() / "lines.txt"
    write_text(path, "".join(line + "\n" for line in lines))
    assert read_lines(path) == lines


def test_only_newlines_end_lines():
    text = "un\u2028deux\x0btrois\x85quatre\r\n\ncinq"
    assert decode_lines(text.encode(), "x") == ["un\u2028deux\x0btrois\x85quatre", "", "cinq"]
    assert decode_lines(b"", "x") == []
    assert decode_lines(b"\n", "x") == [""]


def test_a_line_that_is_not_utf_8_is_refused_by_file_and_line(tmp_path):
    path = tmp_path / "latin.txt"
    path.write_bytes("good\nun été\nbad".encode("latin-1"))
    with pytest.raises(RequestError) as caught:
        read_lines(path)
    assert str(caught.value) == (
        f"{path}, line 2: not UTF-8 (byte 0xe9 at column 4); convert the text to UTF-8 first"
    )


@pytest.mark.parametrize("algorithm", ["sha256", "sha1", "md5"])
def test_digest_is_hashlibs_over_several_pieces(tmp_path, algorithm):
    content = bytes(range(256)) * 4099  # just over one piece
    (tmp_path / "file").write_bytes(content)
    assert digest(tmp_path / "file", algorithm) == hashlib.new(algorithm, content).hexdigest()


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    (tmp_path / "text").write_bytes(b"\xef\xbb\xbfone\ntwo\n")
    assert read_lines(tmp_path / "text") == ["one", "two"]


def test_a_link_is_followed_not_replaced(tmp_path):
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    write_text(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_what_is_no_plain_file_is_never_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(
        RequestError, match=r"cannot write .*pipe: it is a device or pipe; expected a plain file"
    ):
        write_text(tmp_path / "pipe", "x")
    with pytest.raises(RequestError, match="it is a folder; expected a plain file"):
        write_text(tmp_path, "x")
    assert names(tmp_path) == ["pipe"]


def test_a_name_no_file_can_have_is_refused():
    with pytest.raises(RequestError, match=r"cannot read 'a\\x00b': embedded null byte"):
        read_bytes("a\0b")


PIECES = [b"on", b"e\ntw", b"o\nthree\nfo", b"", b"ur"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_stream_gives_the_content_in_pieces(tmp_path, packed):
    path = tmp_path / "some"
    path.write_bytes(gzip.compress(b"".join(PIECES)) if packed else b"".join(PIECES))
    assert list(stream(path, 7)) == [b"one\ntwo", b"\nthree\n", b"four"]
    assert list(stream(path)) == [b"".join(PIECES)]


def test_whole_lines_end_with_a_line_wherever_the_pieces_end():
    assert list(whole_lines(PIECES)) == [b"one\n", b"two\nthree\n", b"four\n"]
    assert list(whole_lines([b"one\n", b"two\n"])) == [b"one\n", b"two\n"]
    assert list(whole_lines([])) == []


def test_a_stream_that_breaks_off_says_after_which_line(tmp_path):
    path = tmp_path / "some.gz"
    path.write_bytes(gzip.compress(b"line\n" * 1009, 0)[:-9])
    pieces = stream(path, 1003)
    assert len(next(pieces)) == 1003
    with pytest.raises(
        RequestError, match=r"some\.gz, after line \d+: truncated or damaged gzip file \(.*\); fetch it again"
    ):
        list(pieces)
    with pytest.raises(RequestError, match=r"no such file: .*nowhere"):
        list(stream(tmp_path / "nowhere"))
    with pytest.raises(RequestError, match=r"cannot read .*: Is a directory"):
        list(stream(tmp_path))


def test_a_stream_of_an_xz_file_is_unpacked_and_a_cut_one_is_told(tmp_path):
    path = tmp_path / "some.txt.xz"
    packed = lzma.compress(b"line\n" * 1009)
    path.write_bytes(packed)
    assert b"".join(stream(path, 997)) == b"line\n" * 1009
    path.write_bytes(packed[:-9])
    with pytest.raises(RequestError, match=r"some\.txt\.xz, after line \d+: truncated or damaged xz file"):
        list(stream(path, 997))


def test_a_caller_may_word_the_refusal_of_a_stream(tmp_path):
    path = tmp_path / "some.gz"
    path.write_bytes(gzip.compress(b"line\n" * 3)[:-9])
    with pytest.raises(TaskError, match=r"some\.gz 3 EOFError"):
        list(stream(path, 5, lambda path, lines, error: TaskError(f"{path} {lines} {type(error).__name__}")))


def test_lines_are_decoded_as_they_come() -> None:
    lines = decoded(iter([b"\xef\xbb\xbfa\r\n", b"\n", b"b\xff\n"]), "a pipe")
    assert [next(lines), next(lines)] == ["a", ""]
    with pytest.raises(RequestError, match=r"a pipe, line 3: not UTF-8 \(byte 0xff at column 2\)"):
        next(lines)


def test_a_folder_that_cannot_be_written_is_told_before(tmp_path: Path) -> None:
    refuse_unwritable(tmp_path / "new" / "one")
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(TaskError, match=r"cannot write .*: .*file is no folder; name another"):
            refuse_unwritable(path)
    if os.getuid():
        (tmp_path / "shut").mkdir(mode=0o500)
        with pytest.raises(TaskError, match=r"no permission to write into .*shut; name another"):
            refuse_unwritable(tmp_path / "shut" / "in")
