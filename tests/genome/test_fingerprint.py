import pytest

from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.genome import fingerprint as module
from babelix.genome.fingerprint import fingerprint


def test_a_small_file_counts_by_every_byte(tmp_path):
    (tmp_path / "a.fa").write_bytes(b">a\nACGT\n")
    (tmp_path / "b.fa").write_bytes(b">a\nACGT\n")
    assert fingerprint(tmp_path / "a.fa") == fingerprint(tmp_path / "b.fa") == digest(tmp_path / "a.fa")[:16]
    (tmp_path / "b.fa").write_bytes(b">a\nACGA\n")
    assert fingerprint(tmp_path / "a.fa") != fingerprint(tmp_path / "b.fa")


@pytest.mark.parametrize(
    ("at", "seen"), [(0, True), (8, False), (47, False), (48, True), (95, False), (100, True)]
)
def test_a_large_file_counts_by_pieces_and_size(tmp_path, monkeypatch, at, seen):
    """Of 101 bytes three pieces of 5: the first at 0, the middle one at 48, the last at 96."""
    monkeypatch.setattr(module, "WHOLE", 64)
    monkeypatch.setattr(module, "PIECES", 3)
    monkeypatch.setattr(module, "PIECE", 5)
    content = bytearray(range(101))
    path = tmp_path / "g.fa"
    path.write_bytes(content)
    before = fingerprint(path)
    content[at] += 1
    path.write_bytes(content)
    assert (fingerprint(path) != before) == seen
    path.write_bytes(bytes(102))
    assert fingerprint(path) != before


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(RequestError, match=r"cannot read .*g.fa: No such file"):
        fingerprint(tmp_path / "g.fa")
