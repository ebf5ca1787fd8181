import gzip
from pathlib import Path

from tools.gpu.pack import RECIPES, copy_data, copy_made, data_sets, name_package

from babelix import data


def test_every_data_set_of_the_recipes_is_named_once(root: Path) -> None:
    names = data_sets([root / recipe for recipe in RECIPES])
    assert names[:2] == ["tatoeba-en-fr", "novels-en-fr"]
    assert len(names) == len(set(names)) == 11


def test_data_lie_where_a_mirror_has_them(tmp_path: Path, dataset: object) -> None:
    dataset("pratham-books-en-fr")  # type: ignore[operator]
    copy_data(["pratham-books-en-fr"], tmp_path)
    for file in data.entry("pratham-books-en-fr").files.values():
        assert (tmp_path / file.path).is_file()


def test_made_pairs_travel_compressed_and_the_same_each_time(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "a.tsv").write_text("one\tun\n", encoding="utf-8")
    for name in ("first", "second"):
        copy_made(tmp_path / "made", tmp_path / name)
    found = (tmp_path / "first" / "a.tsv.gz").read_bytes()
    assert gzip.decompress(found) == b"one\tun\n"
    assert found == (tmp_path / "second" / "a.tsv.gz").read_bytes()


def test_the_sources_are_a_known_package(tmp_path: Path) -> None:
    name_package(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert "Name: babelix\n" in (folder / "METADATA").read_text(encoding="utf-8")
