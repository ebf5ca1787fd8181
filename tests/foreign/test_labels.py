from babelix.foreign.labels import labels


class Tokenizer:
    """A tokenizer's tokens by id, the first of them special."""

    all_special_ids = [0]

    def __init__(self, tokens, decoder):
        self.tokens = tokens
        self.backend_tokenizer = type("Backend", (), {"decoder": decoder})

    def convert_ids_to_tokens(self, ids):
        return [self.tokens[i] for i in ids]


def test_a_byte_level_tokenizer_shows_its_spaces_and_the_bytes_of_half_a_letter():
    tokenizer = Tokenizer(["<|endoftext|>", "The", "Ġanimal", "Ã", "Ã©", "Ċ"], "ByteLevel(...)")
    assert labels(tokenizer, [1, 2, 3, 4, 5, 0]) == ("The", " animal", "<0xC3>", "é", "\n", "<|endoftext|>")


def test_a_special_token_is_named_though_its_letters_could_be_bytes():
    assert labels(Tokenizer(["Ġend"], "ByteLevel(...)"), [0]) == ("Ġend",)


def test_sentence_pieces_show_their_spaces():
    assert labels(Tokenizer(["<pad>", "▁The", "▁", "Ã"], "Metaspace(...)"), [1, 2, 3, 0]) == (
        " The",
        " ",
        "Ã",
        "<pad>",
    )


def test_word_pieces_keep_their_signs():
    assert labels(Tokenizer(["[CLS]", "tir", "##ed"], "WordPiece(...)"), (0, 1, 2)) == (
        "[CLS]",
        "tir",
        "##ed",
    )


def test_a_slow_tokenizer_has_no_backend():
    slow = Tokenizer(["<s>", "▁a", 7], None)
    del slow.backend_tokenizer
    assert labels(slow, [1, 2]) == (" a", "7")


def test_no_tokens_no_labels():
    assert labels(Tokenizer(["<s>"], None), []) == ()
