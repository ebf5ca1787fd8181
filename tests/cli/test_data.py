import hashlib
import json

import pytest

from babelix import data
from babelix.cli.main import run
from babelix.data import registry
from babelix.data.registry import Entry, File

TEXT = b"un chat\n"


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """A registry of two data sets and a mirror that holds the first."""
    checksum = hashlib.sha256(TEXT).hexdigest()

    def entry(name):
        files = {key: File(f"{name}/{key}.txt", checksum, None, None) for key in ("train", "val")}
        return Entry(name, f"The {name}", "free", "nobody", "http://home", "Mirror only.", files)

    monkeypatch.setattr(registry, "_registry", lambda: {name: entry(name) for name in ("cats", "dogs")})
    monkeypatch.setenv("BABELIX_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "cats").mkdir()
    for key in ("train", "val"):
        (tmp_path / "cats" / f"{key}.txt").write_bytes(TEXT)
    return tmp_path


def test_list_says_what_is_here(mirror, capsys):
    assert run(["data", "list"]) == 0
    assert capsys.readouterr().out == "cats  here     The cats (free)\ndogs  mirror   The dogs (free)\n"


def test_list_names_a_damaged_data_set(mirror, capsys):
    (mirror / "cats" / "val.txt").write_bytes(b"un chien\n")
    assert run(["data", "list"]) == 0
    assert capsys.readouterr().out.startswith("cats  damaged  The cats")


def test_list_as_json_tells_everything(mirror, capsys):
    assert run(["data", "list", "--json"]) == 0
    cats, dogs = json.loads(capsys.readouterr().out)
    assert (cats["state"], dogs["state"]) == ("here", "mirror")
    assert cats["files"]["val"] == {
        "path": "cats/val.txt",
        "sha256": hashlib.sha256(TEXT).hexdigest(),
        "url": None,
    }
    assert set(cats) >= {"name", "description", "terms", "attribution", "homepage", "note"}


def test_the_real_list_names_every_data_set(capsys):
    assert run(["data", "list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == data.names()


@pytest.mark.parametrize("command", ["fetch", "path"])
def test_paths_are_printed_plainly_and_as_json(mirror, capsys, command):
    assert run(["data", command, "cats"]) == 0
    assert capsys.readouterr().out == (
        f"cats\ttrain\t{mirror}/cats/train.txt\ncats\tval\t{mirror}/cats/val.txt\n"
    )
    assert run(["data", command, "cats", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cats"]["val"] == f"{mirror}/cats/val.txt"


def test_one_path_can_be_asked_for(mirror, capsys):
    assert run(["data", "path", "cats", "val"]) == 0
    assert capsys.readouterr().out == f"{mirror}/cats/val.txt\n"
    assert run(["data", "path", "cats", "val", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == f"{mirror}/cats/val.txt"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["path", "cats", "vall"], "babelix: cats has no file 'vall'; did you mean 'val'?\n"),
        (["path", "cats", "xyz"], "babelix: cats has no file 'xyz'; it has train, val\n"),
        (["path", "cat"], "babelix: no data set is called 'cat'; did you mean 'cats'?\n"),
        (["fetch", "cats", "dog"], "babelix: no data set is called 'dog'; did you mean 'dogs'?\n"),
    ],
)
def test_a_name_nobody_knows_is_refused(mirror, capsys, arguments, sentence):
    assert run(["data", *arguments]) == 2
    assert capsys.readouterr() == ("", sentence)


def test_what_is_not_here_is_refused_with_the_reason(mirror, capsys):
    assert run(["data", "path", "dogs"]) == 2
    assert (
        f"data set dogs is not here; BABELIX_DATA is {mirror}, which has no folder" in capsys.readouterr().err
    )
    assert run(["data", "fetch", "dogs"]) == 2
    assert "'train' of dogs has no pinned public address" in capsys.readouterr().err
