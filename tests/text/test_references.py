from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.text import references as module
from babelix.text.references import read_aligned, read_references


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A source of three lines, one of them twice, and two files of references, one with an empty line."""
    return [
        write(tmp_path / "a.en", "a cat.", "", "a cat."),
        write(tmp_path / "a.fr", "un chat.", "", "le chat."),
        write(tmp_path / "b.fr", "un.", "deux.", ""),
    ]


def test_every_line_counts_with_one_reference_of_each_file(files: list[Path]) -> None:
    found = read_references(files[0], files[1:])
    assert found.source == ["a cat.", "", "a cat."]
    assert found.references == [["un chat.", "un."], ["", "deux."], ["le chat.", ""]]
    assert read_references(None, files[1:]).references == found.references


def test_each_file_is_read_once_for_it_may_be_a_pipe(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def lines_of(path: Path) -> list[str]:
        read.append(path)
        return read_lines(path)

    monkeypatch.setattr(module, "read_lines", lines_of)
    read_references(files[0], files[1:])
    read_references(None, files[1:])
    assert read == [*files, *files[1:]]


def test_a_file_of_another_length_is_named_with_the_line(files: list[Path], tmp_path: Path) -> None:
    short, long = write(tmp_path / "short.fr", "un", "deux"), write(tmp_path / "long.fr", *"wxyz")
    with pytest.raises(RequestError, match=rf"{short} ends after line 2: {files[0]} has 3 lines"):
        read_references(files[0], [files[1], short])
    with pytest.raises(RequestError, match=rf"{long} goes on at line 4: {files[0]} has 3 lines"):
        read_references(files[0], [long])
    with pytest.raises(RequestError, match=rf"{short} ends after line 2: {files[1]} has 3 lines"):
        read_references(None, [files[1], short])


def test_a_table_and_an_empty_file_are_refused(files: list[Path], tmp_path: Path) -> None:
    tabbed, empty = write(tmp_path / "c.fr", "un", "deux\tdos", "trois"), write(tmp_path / "empty.fr")
    with pytest.raises(RequestError, match=rf"{tabbed}, line 2 holds a tab: expected plain sentences"):
        read_references(files[0], [tabbed])
    with pytest.raises(RequestError, match=rf"{empty} is empty: expected at least one line to score"):
        read_references(None, [empty])
    with pytest.raises(RequestError, match="no such file"):
        read_aligned(tmp_path / "absent", "a", 1)
