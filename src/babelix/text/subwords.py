"""Subwords: byte-level byte-pair encoding (Sennrich et al. 2016), so that no text is ever unknown or altered."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tokenizers import Encoding, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.text.byte_labels import byte_label

PADDING, START, END, UNKNOWN = 0, 1, 2, 3
_SPECIAL = ["<pad>", "<s>", "</s>", "<unk>"]
# Merges never cross these words. A letter keeps its combining marks and joiners: in Hindi, Thai or vowelled Arabic they
# are half of the text. Each digit is a word, so that a number is copied digit by digit instead of by luck.
_WORDS = "|".join(
    [
        r"'(?i:s|t|re|ve|m|ll|d)(?!\p{L})",
        r" ?\p{L}[\p{L}\p{M}\u200c\u200d]*",
        r" ?\p{N}",
        r" ?[^\s\p{L}\p{N}]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)


class Subwords:
    """A vocabulary of subwords shared by both languages.

    Ids 0 to 3 are padding, start, end and unknown; ``decode(encode(text)) == text`` for every string, as the 256
    bytes are all in the vocabulary. Text that looks like a special token is read as text.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.encode_special_tokens = True

    @classmethod
    def train(cls, lines: Iterable[str], size: int) -> "Subwords":
        """Learn `size` subwords (special tokens and bytes included) from `lines` of both languages."""
        if size < 256 + len(_SPECIAL):
            raise RequestError(
                f"a byte-level vocabulary holds at least {256 + len(_SPECIAL)} subwords, got {size}"
            )
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(_WORDS), "isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=size,
            special_tokens=_SPECIAL,
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            show_progress=False,
        )
        tokenizer.train_from_iterator(lines, trainer)
        return cls(tokenizer)

    @classmethod
    def load(cls, path: str | Path) -> "Subwords":
        """Read a vocabulary written by `save`. Raises `RequestError` naming the file when it is not one."""
        try:
            content = Path(path).read_text(encoding="utf-8")
        except OSError as error:
            raise RequestError(f"cannot read the subwords {path}: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise RequestError(f"{path} is not a subword vocabulary: it is not UTF-8 text") from None
        try:
            subwords = cls(Tokenizer.from_str(content))
        except Exception as error:  # tokenizers raises bare Exception
            raise RequestError(f"{path} is not a subword vocabulary: {error}") from None
        if subwords.pieces([PADDING, START, END, UNKNOWN]) != _SPECIAL:
            raise RequestError(
                f"{path}: ids 0 to 3 must be {', '.join(_SPECIAL)}; this vocabulary is not ours"
            )
        if not subwords._knows_every_byte():
            raise RequestError(
                f"{path} is no byte-level byte-pair encoding with all 256 bytes; this vocabulary is not ours"
            )
        return subwords

    def _knows_every_byte(self) -> bool:
        tokenizer = self._tokenizer
        # Its own part of the file alone: the vocabulary is the rest, and long.
        found = json.loads(tokenizer.pre_tokenizer.__getstate__()) if tokenizer.pre_tokenizer else {}
        # Runs of before this pattern was ours hold the byte level alone, with its own pattern, and keep it.
        last = found.get("pretokenizers", [found])[-1]
        return (
            isinstance(tokenizer.model, models.BPE)
            and last.get("type") == "ByteLevel"
            and all(tokenizer.token_to_id(byte) is not None for byte in pre_tokenizers.ByteLevel.alphabet())
        )

    def save(self, path: str | Path) -> None:
        """Write the vocabulary as compact JSON, atomically."""
        content = json.loads(self._tokenizer.to_str())
        write_text(path, json.dumps(content, ensure_ascii=False, separators=(",", ":")))

    def __len__(self) -> int:
        """Return the number of subwords."""
        return int(self._tokenizer.get_vocab_size())

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return each text's ids, without start or end token. Raises `RequestError` on a text that has no UTF-8."""
        return [encoding.ids for encoding in self._encodings(texts)]

    def encode_words(self, texts: Sequence[str]) -> tuple[list[list[int]], list[list[int]]]:
        """Return each text's ids, and for each id the number of the word it stands in; raises as `encode`."""
        found = self._encodings(texts)
        return [encoding.ids for encoding in found], [
            [word or 0 for word in encoding.word_ids] for encoding in found
        ]

    def _encodings(self, texts: Sequence[str]) -> list[Encoding]:
        try:
            return list(self._tokenizer.encode_batch(list(texts), add_special_tokens=False))
        except TypeError:
            for text in texts:
                if re.search("[\ud800-\udfff]", text):
                    raise RequestError(
                        f"{text[:60]!r} is not UTF-8 text (it holds half a surrogate pair); convert it to UTF-8 first"
                    ) from None
            raise

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of `ids`; special tokens vanish, a byte sequence that is no UTF-8 shows U+FFFD."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True))

    def pieces(self, ids: Sequence[int]) -> list[str]:
        """Return how each id is written in the vocabulary: bytes as letters, a leading space as U+0120."""
        return [self._tokenizer.id_to_token(i) or f"<{i}>" for i in ids]

    def labels(self, ids: Sequence[int]) -> tuple[str, ...]:
        """Return each id as a reader would see it: with its leading space, part of a letter as its bytes, ``<0xC3>``.

        Special tokens have their names.
        """
        pieces = zip(ids, self.pieces(ids), strict=True)
        return tuple(piece if i < len(_SPECIAL) else byte_label(piece) for i, piece in pieces)

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the characters of `text` each of its subwords covers, half-open, in the order of `encode`.

        A subword takes the space before it along; two that share the bytes of one character both cover it.
        """
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def merges(self) -> list[tuple[str, str]]:
        """Return the merges in the order they were learned: what BPE-dropout draws from."""
        pairs = json.loads(self._tokenizer.to_str())["model"]["merges"]
        # Older versions of the format write a pair as one text.
        split = (pair.split(" ", 1) if isinstance(pair, str) else pair for pair in pairs)
        return [(left, right) for left, right in split]

    def id_of(self, piece: str) -> int:
        """Return the id of a piece written in byte letters."""
        found = self._tokenizer.token_to_id(piece)
        return UNKNOWN if found is None else int(found)
