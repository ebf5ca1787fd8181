"""The text of a training: sentences trained on, held out and tested on; a named one, or a file."""

from dataclasses import dataclass
from pathlib import Path

from babelix import data
from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.files import digest, read_lines
from babelix.classic.next_word.vocabulary import Ids, Vocabulary, words_of
from babelix.text.penn_words import penn_words
from babelix.text.sentences.cut import cut
from babelix.text.splits import split_of

NAMED = ("ptb-words", "tatoeba-en-fr", "tale-of-two-cities", "tiny-shakespeare")
Sentences = list[list[str]]
# One block in twenty is held out, one more tested on: a block is of so many sentences that follow one another.
_BLOCK, _PART = 20, 20
_LEAST = 20
WORDS = "vocabulary.json"
"""The vocabulary of a run."""


@dataclass(frozen=True)
class Text:
    """Sentences, each a list of words, and the checksums of the files they come from."""

    name: str
    train: Sentences
    val: Sentences
    test: Sentences
    checksums: dict[str, str]


@dataclass(frozen=True)
class Numbered:
    """A text by the numbers of a vocabulary: streams of words, an end after each sentence."""

    vocabulary: Vocabulary
    train: Ids
    val: Ids
    test: Ids


def read_text(name: str) -> Text:
    """Return a named text or that of a file. Raises `RequestError` where there is none, or hardly any words."""
    if name in NAMED:
        paths = data.find(name)
        if paths is None:
            raise RequestError(data.missing(name))
    elif Path(name).is_file():
        paths = {"text": Path(name)}
    else:
        raise RequestError(f"{name!r}: expected a file of text, or one of {', '.join(NAMED)}")
    # A data set is the same wherever it lies.
    checksums = {path.name if name in NAMED else str(path): digest(path) for path in paths.values()}
    if name == "ptb-words":
        found = penn_words(paths["ptb"])
        parts = (found["train"], found["valid"], found["test"])
    elif name == "tatoeba-en-fr":
        parts = _english(paths["pairs"])
    else:
        parts = _in_blocks(sentences_of(read_lines(next(iter(paths.values()))), gutenberg=True), name)
    return Text(name, *parts, checksums)


def number(text: Text, size: int, *, exact: bool) -> Numbered:
    """Return a text by the numbers of its own most frequent words. Raises `RequestError` as `Vocabulary.of` does."""
    vocabulary = Vocabulary.of(text.train, size, exact=exact)
    return renumber(text, vocabulary)


def renumber(text: Text, vocabulary: Vocabulary) -> Numbered:
    """Return a text by the numbers of a vocabulary that there is."""
    return Numbered(vocabulary, *(vocabulary.stream(part) for part in (text.train, text.val, text.test)))


def sentences_of(lines: list[str], *, gutenberg: bool = False) -> Sentences:
    """Return the sentences of a text whose paragraphs have empty lines between; Project Gutenberg's frame goes."""
    if gutenberg:
        starts = [n for n, line in enumerate(lines) if line.startswith("*** START OF")]
        ends = [n for n, line in enumerate(lines) if line.startswith("*** END OF")]
        lines = lines[starts[0] + 1 if starts else 0 : ends[0] if ends else len(lines)]
    found: Sentences = []
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            paragraph.append(line.strip())
            continue
        found += [words_of(each) for each in cut(" ".join(paragraph), "en").parts]
        paragraph = []
    return [each for each in found if each]


def _english(path: Path) -> tuple[Sentences, Sentences, Sentences]:
    """Return every English sentence once, in the splits that translation has: none of its test sentences is seen."""
    found: dict[str, Sentences] = {"train": [], "val": [], "test": []}
    for sentence in dict.fromkeys(line.split("\t")[0] for line in read_lines(path)):
        found[split_of(sentence)].append(words_of(sentence))
    return found["train"], found["val"], found["test"]


def _in_blocks(sentences: Sentences, name: str) -> tuple[Sentences, Sentences, Sentences]:
    """Return a text's parts: of every twenty blocks the tenth is held out and the last tested on.

    Of a short text, blocks are as short as it takes.
    """
    if len(sentences) < _LEAST:
        words = sum(map(len, sentences))
        held = f"{several(words, 'word')} in {several(len(sentences), 'sentence')}"
        raise RequestError(f"{name}: too few words, {held}; expected {_LEAST} sentences or more")
    block = max(1, min(_BLOCK, len(sentences) // _PART))
    parts: tuple[Sentences, Sentences, Sentences] = ([], [], [])
    for number, sentence in enumerate(sentences):
        place = number // block % _PART
        parts[1 if place == _PART // 2 - 1 else 2 if place == _PART - 1 else 0].append(sentence)
    return parts
