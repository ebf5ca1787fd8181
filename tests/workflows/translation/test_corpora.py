from pathlib import Path
from typing import Any

import pytest

from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.text import ParallelCorpus
from babelix.workflows.translation.corpora import Corpora, Corpus, load_corpora, named_split
from babelix.workflows.translation.settings import DataSettings


def test_pairs_are_never_read_in_a_direction_they_do_not_have() -> None:
    settings = DataSettings(name="tatoeba-en-fr", source="fr", target="en")
    with pytest.raises(RequestError, match="tatoeba-en-fr holds pairs from en to fr, not from fr to en"):
        named_split(settings, {}, "train")


def test_a_data_set_of_other_things_has_no_split() -> None:
    with pytest.raises(RequestError, match="pronouns-en-fr has no split 'test' from en to fr"):
        named_split(DataSettings(name="pronouns-en-fr"), {}, "test")


def write(folder: Path, name: str, *lines: str) -> str:
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return name


def corpora(folder: Path, *tables: dict[str, Any], **more: Any) -> Corpora:
    settings = DataSettings.read({"corpora": list(tables), **more}, "a test")
    return load_corpora(settings, folder, 1)


def test_each_corpus_has_its_pairs_weight_and_held_out_end(tmp_path: Path) -> None:
    first = write(tmp_path, "first.tsv", "a\tb", "c\td", "e\tf")
    second = write(tmp_path, "second.tsv", "1\tG\tH", "2\tI\tJ")
    found = corpora(
        tmp_path,
        {"train": [first], "hold_out": 1},
        {"train": [second], "columns": [3, 2], "weight": 2.5},
        normalise=[],
    )
    assert found.each == [
        Corpus("first.tsv", ParallelCorpus(["a", "c"], ["b", "d"]), ParallelCorpus(["e"], ["f"]), 1.0),
        Corpus("second.tsv", ParallelCorpus(["H", "J"], ["G", "I"]), ParallelCorpus([], []), 2.5),
    ]
    assert [each.name for each in found.validated] == ["first.tsv"]
    assert found.checksums == {name: digest(tmp_path / name) for name in (first, second)}


def test_files_of_one_name_in_two_folders_are_two_corpora_with_a_checksum_each(tmp_path: Path) -> None:
    for name, line in (("one", "a\tb"), ("two", "c\td")):
        (tmp_path / name).mkdir()
        write(tmp_path / name, "train.tsv", line, line)
    tables = [{"train": [f"{name}/train.tsv"], "hold_out": 1} for name in ("one", "two")]
    found = corpora(tmp_path, *tables)
    assert [each.name for each in found.each] == ["one/train.tsv", "two/train.tsv"]
    assert found.checksums == {
        "train.tsv": digest(tmp_path / "one" / "train.tsv"),
        "two/train.tsv": digest(tmp_path / "two" / "train.tsv"),
    }


def test_variants_are_added_to_training_alone(tmp_path: Path) -> None:
    lines = [f"Sentence number {i} is here.\tLa phrase numéro {i} est ici." for i in range(101, 151)]
    name = write(tmp_path, "a.tsv", *lines)
    plain = corpora(tmp_path, {"train": [name], "hold_out": 10}).each[0]
    varied = corpora(tmp_path, {"train": [name], "hold_out": 10, "variants": 0.5}).each[0]
    assert varied.val == plain.val
    assert varied.train.source[:40] == plain.train.source
    assert 0 < len(varied.train) - 40 <= 30
    assert not set(varied.train.source[40:]) & set(plain.train.source)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ([{"train": ["a.tsv"], "hold_out": 2}], r"a\.tsv: there are no sentence pairs to train on"),
        ([{"train": ["a.tsv"], "hold_out": 1}, {"train": ["a.tsv"]}], r"the corpus a\.tsv is given twice"),
        ([{"train": ["a.tsv", "a.tsv", "a.tsv"], "hold_out": 1}], "got 3 files; several are several corpora"),
    ],
)
def test_corpora_that_will_not_do_are_refused(tmp_path: Path, tables: list[Any], said: str) -> None:
    write(tmp_path, "a.tsv", "a\tb", "c\td")
    with pytest.raises(RequestError, match=said):
        corpora(tmp_path, *tables)


def test_a_data_set_that_is_all_for_training_has_no_other_split() -> None:
    settings = DataSettings(name="novels-en-fr")
    with pytest.raises(RequestError, match="novels-en-fr has no split 'test': all of it is for training"):
        named_split(settings, {"pairs": None}, "test")  # type: ignore[dict-item]


def test_pairs_with_an_empty_side_are_an_error_or_kept_to_be_counted(tmp_path: Path) -> None:
    files = {
        "train": [write(tmp_path, "a.tsv", "one\tun", "two\t")],
        "val": [write(tmp_path, "b.tsv", "\ta", "b\tc")],
    }
    with pytest.raises(RequestError, match=r"a\.tsv, line 2: expected source TAB target"):
        corpora(tmp_path, files)
    (found,) = corpora(tmp_path, files, drop_empty=True).each
    assert (found.train.target, found.val.source) == (["un", ""], ["", "b"])


def test_vectors_of_words_are_read_beside_the_recipe_and_have_a_checksum(tmp_path: Path) -> None:
    write(tmp_path, "a.tsv", *(f"{i}\t{i}" for i in range(7)))
    write(tmp_path, "b.vec", "shy 1 2", "wet 3 4")
    tables = {"train": ["a.tsv"], "hold_out": 2}
    found = corpora(tmp_path, tables, word_vectors="b.vec")
    assert found.word_vectors is not None
    assert found.word_vectors.words == ("shy", "wet")
    assert found.checksums == {name: digest(tmp_path / name) for name in ("a.tsv", "b.vec")}
    assert corpora(tmp_path, tables).word_vectors is None
