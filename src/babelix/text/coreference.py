"""Pronouns and the two mentions each may mean: Winograd-style sentences, WinoBias and twins of our own."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float64

from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.text.alignment import Span, after_normalising, covering, word_average
from babelix.text.normalise import normalise
from babelix.text.subwords import END, Subwords

WINOGRAD_SPLITS = {"train": "wsc_naive.train", "test": "wsc_naive.test"}
_QUOTES = {"``": '"', "''": '"'}  # the tokens' way of writing a quotation mark
_BRACKET = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True)
class Question:
    """Which of two mentions does the pronoun mean?

    Twins share `pair`: nearly the same sentence with the other answer. What is not independent (a twin pair, its
    copies with another pronoun) shares `cluster`. `part` names the part of the set it comes from.
    """

    text: str
    pronoun: Span
    right: Span
    wrong: Span
    pair: int
    cluster: int
    part: str = ""

    @property
    def nearest(self) -> float:
        """1.0 when the right mention lies nearer to the pronoun, in characters; 0.5 when both are as near."""
        return _share(_gap(self.wrong, self.pronoun) - _gap(self.right, self.pronoun))

    @property
    def first(self) -> float:
        """1.0 when the right mention comes first."""
        return _share(self.wrong.start - self.right.start)


class EncodedQuestion(NamedTuple):
    """A question's sentence as ids, end token included, and what each of its pieces counts.

    The pieces of the pronoun count as an average; `mentions` holds the right and the wrong one, the pieces of a word
    summed and the words of a mention averaged.
    """

    ids: list[int]
    pronoun: Float64[np.ndarray, " pieces"]
    mentions: Float64[np.ndarray, "2 pieces"]


def encode_question(question: Question, subwords: Subwords, steps: Sequence[str]) -> EncodedQuestion:
    """Return the question of a text normalised by `steps`. Raises `RequestError` for words that no piece covers."""
    text = normalise(question.text, steps)
    # The end token stands for no character.
    offsets = [*subwords.offsets(text), (len(text), len(text))]
    pronoun, right, wrong = (
        after_normalising(span, question.text, steps)
        for span in (question.pronoun, question.right, question.wrong)
    )
    asking = covering(offsets, pronoun, text)
    mentions = np.stack([word_average(offsets, span, text) for span in (right, wrong)])
    return EncodedQuestion([*subwords.encode([text])[0], END], asking / asking.sum(), mentions)


def _share(difference: int) -> float:
    return 0.5 + 0.5 * (difference > 0) - 0.5 * (difference < 0)


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def read_winograd(path: Path, split: str) -> list[Question]:
    """Return the `train` or `test` questions of the cross-lingual Winograd set's English file, twins side by side.

    Columns: language, split, source, text, tokens, pronoun, mentions; spans count tokens (Tikhonov and Ryabinin
    2021). Raises `RequestError` naming the line that is not of this form.
    """
    if split not in WINOGRAD_SPLITS:
        raise RequestError(f"expected the split {' or '.join(WINOGRAD_SPLITS)}, got {split!r}")
    questions: list[Question] = []
    for number, line in enumerate(read_lines(path), start=1):
        fields = line.split("\t")
        if len(fields) != 7:
            raise RequestError(f"{path}, line {number}: expected 7 tab-separated fields, got {len(fields)}")
        if fields[1] != WINOGRAD_SPLITS[split]:
            continue
        try:
            questions.append(_winograd(fields, len(questions) // 2))
        except (ValueError, IndexError, TypeError) as error:
            raise RequestError(
                f"{path}, line {number}: expected a text with its tokens, a pronoun and two mentions, one of them "
                f"right ({error})"
            ) from None
    return questions


def _winograd(fields: list[str], pair: int) -> Question:
    text, tokens = fields[3], json.loads(fields[4])
    pronoun, mentions = json.loads(fields[5]), json.loads(fields[6])
    places = _places(text, tokens)

    def span(words: str, first: int, last: int) -> Span:
        start, end = places[first].start, places[last - 1].end
        # Some token spans run one word too far; the mention's own words decide.
        return Span(start, start + len(words) if text.startswith(words, start) else end)

    (right,) = (span(m[0], *m[1]) for m in mentions if m[3])
    (wrong,) = (span(m[0], *m[1]) for m in mentions if not m[3])
    return Question(text, span(pronoun[0], *pronoun[1]), right, wrong, pair, pair)


def _places(text: str, tokens: list[str]) -> list[Span]:
    places, position = [], 0
    for token in tokens:
        written = token if text.find(token, position) >= 0 else _QUOTES.get(token, token)
        start = text.index(written, position)
        position = start + len(written)
        places.append(Span(start, position))
    return places


def read_winobias(paths: Mapping[str, Path]) -> list[Question]:
    """Return WinoBias: the files by part (`pro-1`, `anti-1`, ...), whose lines correspond.

    A line brackets the right mention and its pronoun; the wrong mention is the right one of the line's twin (lines
    2k-1 and 2k). The first bracketed pronoun counts. Raises `RequestError` naming the line that is amiss.
    """
    questions: list[Question] = []
    types = sorted({part.split("-")[-1] for part in paths})
    pairs = 0
    for part, path in paths.items():
        lines = read_lines(path)
        if len(lines) % 2:
            raise RequestError(
                f"{path}: expected an even number of lines, twins side by side, got {len(lines)}"
            )
        for number in range(0, len(lines), 2):
            twins = [
                _brackets(line, f"{path}, line {number + i + 1}") for i, line in enumerate(lines[number:][:2])
            ]
            cluster = number // 2 * len(types) + types.index(part.split("-")[-1])
            for i, (text, spans) in enumerate(twins):
                other = twins[1 - i][1][0].of(twins[1 - i][0])
                wrong = _elsewhere(text, other, spans[0], f"{path}, line {number + i + 1}")
                questions.append(Question(text, spans[1], spans[0], wrong, pairs, cluster, part))
            pairs += 1
    return questions


def _brackets(line: str, place: str) -> tuple[str, list[Span]]:
    """Return the text without its number and brackets, and what stood in brackets."""
    marked = line.partition(" ")[2]
    spans = [
        Span(match.start() - 2 * i, match.end() - 2 * i - 2)
        for i, match in enumerate(_BRACKET.finditer(marked))
    ]
    if len(spans) < 2:
        raise RequestError(
            f"{place}: expected a mention and a pronoun in brackets, got {len(spans)} in {line!r}"
        )
    return _BRACKET.sub(r"\1", marked), spans


def _elsewhere(text: str, mention: str, right: Span, place: str) -> Span:
    for match in re.finditer(rf"\b{re.escape(mention)}\b", text, re.IGNORECASE):
        if match.end() <= right.start or match.start() >= right.end:
            return Span(*match.span())
    raise RequestError(f"{place}: expected its twin's mention {mention!r} in {text!r}")


def read_twins(content: str | None = None) -> list[Question]:
    """Return our own twins, or those of `content`, JSON of the same form.

    Each is a text with two mentions in brackets, the pronoun in angle brackets and a place `{}` for the ending that
    makes the pronoun mean the first (`first`) or the second mention (`second`).
    """
    content = content or files("babelix.text").joinpath("coreference_twins.json").read_text(encoding="utf-8")
    questions = []
    for pair, twin in enumerate(json.loads(content)["twins"]):
        marked = re.sub(r"<([^>]*)>", r"[\1]", twin["text"])
        for which in ("first", "second"):
            text, spans = _brackets("0 " + marked.format(twin[which]), f"twin {pair + 1}")
            if len(spans) != 3:
                raise RequestError(f"twin {pair + 1}: expected two mentions and a pronoun, got {len(spans)}")
            right, wrong = spans[:2] if which == "first" else spans[1::-1]
            questions.append(Question(text, spans[2], right, wrong, pair, pair))
    return questions
