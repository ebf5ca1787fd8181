import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from babelix.base.errors import RequestError
from babelix.text import END, PADDING, START, UNKNOWN, Subwords

SPECIAL = ["<pad>", "<s>", "</s>", "<unk>"]
TEXT = st.text(st.characters(codec="utf-8"))


@given(text=TEXT)
@example(text="<s>")
@example(text="a </s><pad> <unk>b")
@example(text="  two  spaces \n\r\t\u00a0 ")
@example(text="\x00\U0010ffff\U0001f468\u200d\U0001f469 e\u0301")
def test_every_text_comes_back(subwords, text):
    (ids,) = subwords.encode([text])
    assert subwords.decode(ids) == text
    assert not set(ids) & {PADDING, START, END, UNKNOWN}


def test_it_learns_what_is_frequent(subwords, lines):
    assert len(subwords) == 313
    assert subwords.pieces([PADDING, START, END, UNKNOWN]) == SPECIAL
    assert len(subwords.merges()) == 313 - 256 - len(SPECIAL)
    (ids,) = subwords.encode(["le chat"])
    assert len(ids) < len("le chat")
    assert subwords.encode([]) == []
    assert subwords.encode([""]) == [[]]


def test_a_vocabulary_trained_on_names_of_special_tokens_reads_them_as_text():
    subwords = Subwords.train([*SPECIAL, "<s> </s>"] * 50, 300)
    for text in SPECIAL:
        (ids,) = subwords.encode([text])
        assert min(ids) > UNKNOWN
        assert subwords.decode(ids) == text


def test_training_twice_gives_the_same_file(tmp_path, lines):
    Subwords.train(lines, 307).save(tmp_path / "one.json")
    Subwords.train(iter(lines), 307).save(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_a_short_text_gives_fewer_subwords_than_asked_for():
    subwords = Subwords.train(["ab"], 1000)
    assert len(subwords) == 256 + 4 + 1
    assert subwords.merges() == [("a", "b")]


def test_saved_and_loaded_it_is_the_same(tmp_path, subwords, lines):
    path = tmp_path / "subwords.json"
    subwords.save(path)
    loaded = Subwords.load(path)
    assert loaded.encode(lines) == subwords.encode(lines)
    assert loaded.merges() == subwords.merges()
    (ids,) = loaded.encode(["<s>"])
    assert START not in ids


def test_merges_written_as_one_text_are_read_too(tmp_path, subwords):
    path = tmp_path / "subwords.json"
    subwords.save(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["model"]["merges"] = [" ".join(pair) for pair in content["model"]["merges"]]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert Subwords.load(path).merges() == subwords.merges()


def test_special_tokens_vanish_and_torn_bytes_show(subwords):
    (ids,) = subwords.encode(["thé"])
    assert subwords.decode([START, *ids, END, PADDING]) == "thé"
    assert subwords.decode([subwords.id_of("\u00c3")]) == "\ufffd"
    assert subwords.decode([]) == ""


def test_pieces_and_labels(subwords):
    (ids,) = subwords.encode([" le"])
    assert subwords.pieces([*ids, 9999]) == ["Ġle", "<9999>"]
    assert subwords.labels([START, *ids, END]) == ("<s>", " le", "</s>")


def words_of(subwords, text):
    """The words that merges never cross."""
    (ids,), (words,) = subwords.encode_words([text])
    return [
        subwords.decode([i for i, word in zip(ids, words, strict=True) if word == number])
        for number in sorted(set(words))
    ]


def test_merges_stay_within_words(subwords):
    text = "le chat, l'été, d'tre: it's we'll 1984 ❤\ufe0f\U0001f469\u200d\U0001f680"
    assert words_of(subwords, text) == [
        *["le", " chat", ",", " l", "'", "été", ",", " d", "'", "tre", ":", " it", "'s", " we", "'ll"],
        *[" 1", "9", "8", "4", " ❤\ufe0f\U0001f469\u200d\U0001f680"],
    ]


@pytest.mark.parametrize("text", ["नमस्ते", "हिन्दी", "สวัสดี", "مَرْحَبًا", "क्‍ष"])
def test_a_combining_mark_belongs_to_its_letter(text):
    subwords = Subwords.train([text] * 200, 400)
    assert words_of(subwords, text) == [text]
    assert len(subwords.encode([text])[0]) == 1


def test_a_vocabulary_of_before_keeps_its_own_words(tmp_path):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(["1984 नमस्ते"], trainer)
    tokenizer.save(str(tmp_path / "old.json"))
    old = Subwords.load(tmp_path / "old.json")
    assert words_of(old, "1984 a") == ["1984", " a"]
    assert len(words_of(old, "हिन्दी")) > 1


def test_ids_of_pieces(subwords):
    assert subwords.id_of("Ġle") == subwords.encode([" le"])[0][0]
    assert subwords.id_of("no such piece") == UNKNOWN


def test_too_small_a_size_is_refused():
    with pytest.raises(RequestError, match="at least 260 subwords, got 259"):
        Subwords.train(["a"], 259)


def plain_bpe():
    vocabulary = {piece: i for i, piece in enumerate([*SPECIAL, "a"])}
    return Tokenizer(models.BPE(vocab=vocabulary, merges=[])).to_str().encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read the subwords .*missing.json: No such file or directory"),
        (b"\xff\xfe\x00", "is not a subword vocabulary: it is not UTF-8 text"),
        (b'{"version": "1.0", "mod', "is not a subword vocabulary: "),
        (b"[]", "is not a subword vocabulary: "),
        (Tokenizer(models.BPE()).to_str().encode(), "ids 0 to 3 must be <pad>, <s>, </s>, <unk>; this voc"),
        (plain_bpe(), "is no byte-level byte-pair encoding with all 256 bytes; this vocabulary is not ours"),
    ],
)
def test_a_file_that_is_no_vocabulary_of_ours_is_refused_by_name(tmp_path, content, message):
    path = tmp_path / "missing.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RequestError, match=message) as caught:
        Subwords.load(path)
    assert str(path) in str(caught.value)


def test_text_that_has_no_utf_8_is_refused(subwords):
    with pytest.raises(RequestError, match=r"'un \\udcff' is not UTF-8 text .*; convert it to UTF-8 first"):
        subwords.encode(["fine", "un \udcff"])
