import zipfile

from babelix.text.penn_words import penn_words


def test_each_part_is_sentences_of_words(tmp_path):
    with zipfile.ZipFile(tmp_path / "ptb.zip", "w") as archive:
        for part, text in (("train", " a b \n\n c <unk> N \n"), ("valid", "d\n"), ("test", "")):
            archive.writestr(f"ptb/{part}.txt", text)
    found = penn_words(tmp_path / "ptb.zip")
    assert found == {"train": [["a", "b"], ["c", "<unk>", "N"]], "valid": [["d"]], "test": []}
