"""Lines as a translator reads them: cut into sentences, normalised and encoded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from babelix.base.arguments import checked_fields
from babelix.base.errors import RequestError
from babelix.text import Subwords, normalise
from babelix.text.keep import Span
from babelix.text.keep.alphabet import Alphabet
from babelix.text.keep.breaks import cut_after_emoji
from babelix.text.keep.plan import unmask
from babelix.text.normalise.invisible import untranslatable
from babelix.text.sentences import Cut, cut, cut_to_fit, mark_of


@checked_fields
@dataclass(frozen=True)
class Cutting:
    """How lines are read.

    Each is cut where its sentences end unless `split` is off, for a model trained on paragraphs. A sentence longer than
    nearly all that the model was trained on is cut where that hurts least, or refused when `strict`.
    """

    split: bool = True
    strict: bool = False


class TooLongError(RequestError):
    """A line with a sentence that strict cutting refuses: its number, and what is wrong with it."""

    def __init__(self, number: int, told: str) -> None:
        super().__init__(
            f"line {number} has {told}; shorten it, or leave out `strict` to have it cut", setting="strict"
        )
        self.number, self.told = number, told

    def __reduce__(self) -> tuple[type["TooLongError"], tuple[int, str]]:
        """Return what another process makes the same error of."""
        return TooLongError, (self.number, self.told)

    def after(self, lines: int) -> "TooLongError":
        """Return the same where `lines` more stand before it."""
        return TooLongError(self.number + lines, self.told)


@dataclass(frozen=True)
class Line:
    """A line in parts, the ids of each without start or end token, and a remark where a part had to be made.

    A part that a model cannot translate, for it has no letter, has no ids.
    """

    cut: Cut
    rows: list[list[int]]
    remark: str = ""

    def unmasked(self, spans: Mapping[str, Span]) -> "Line":
        """Return the line with what its marks stand for in their places."""
        if not spans:
            return self
        return replace(self, cut=Cut([unmask(part, spans) for part in self.cut.parts], self.cut.gaps))


class Reader:
    """Turns lines into ids, without start or end token.

    `language` is the code of theirs. A part of a line has fewer than `longest` ids, and at most `usual`, the number
    that 99.9 % of the training sentences keep to, where that is known.
    """

    def __init__(
        self,
        subwords: Subwords,
        *,
        normalisation: Sequence[str],
        longest: int,
        language: str = "",
        usual: int | None = None,
    ) -> None:
        self._subwords, self._normalisation, self._language = subwords, tuple(normalisation), language
        self.longest = longest
        self._most = longest - 1 if usual is None else min(longest - 1, usual)

    @cached_property
    def alphabet(self) -> Alphabet | None:
        """The letters that the model reads, None where its subwords do not tell."""
        return Alphabet.of(self._subwords)

    def normalise(self, text: str) -> str:
        """Return what the model reads of `text`: a letter in a form that it never learned is read as the letter."""
        text = normalise(text, self._normalisation)
        if text.isascii() or self.alphabet is None:
            return text
        return self.alphabet.plain(text)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text after normalisation, however many they are."""
        return self._subwords.encode([self.normalise(text) for text in texts])

    def whole(self, text: str) -> list[int]:
        """Return the ids of `text` in one piece, however unusual its length.

        Raises `RequestError` when that is more than the model was trained on at all.
        """
        (row,) = self.encode([text])
        if len(row) >= self.longest:
            raise RequestError(
                f"the text has {len(row)} subwords, more than the {self.longest - 1} this model was trained on; "
                "cut it into sentences"
            )
        return row

    def read(
        self,
        lines: Sequence[str],
        cutting: Cutting = Cutting(),
        spans: Sequence[Mapping[str, Span]] = (),
    ) -> list[Line]:
        """Return each line cut and encoded.

        `spans` has for each line what its marks stand for, which is kept: a mark is as long as a letter. Raises
        `TooLongError` naming a line with a sentence that is, where `cutting` is strict.
        """
        cuts = [cut(line, self._language) if cutting.split else _whole(line) for line in lines]
        if cutting.split and spans:
            cuts = [
                found.within([cut_after_emoji(part, marks) for part in found.parts]) if marks else found
                for found, marks in zip(cuts, spans, strict=True)
            ]
        letters = [{ord(mark): "a" for mark in marks} for marks in spans or [{}] * len(cuts)]
        parts = ((part, own) for found, own in zip(cuts, letters, strict=True) for part in found.parts)
        rows = iter(
            self.encode([part.translate(own) if untranslatable(part) is None else "" for part, own in parts])
        )
        return [
            self._fit(found, [next(rows) for _ in found.parts], number, cutting, own)
            for number, (found, own) in enumerate(zip(cuts, letters, strict=True), start=1)
        ]

    def _fit(
        self, found: Cut, rows: list[list[int]], number: int, cutting: Cutting, letters: Mapping[int, str]
    ) -> Line:
        longest = max(map(len, rows), default=0)
        if longest <= self._most:
            return Line(found, rows)
        kind = "sentence" if cutting.split else "line"
        told = (
            f"a {kind} of {longest} subwords where this model was trained on {kind}s of at most {self._most}"
        )
        if cutting.strict:
            raise TooLongError(number, told)
        encoded = dict(zip(found.parts, rows, strict=True))

        def fits(text: str) -> bool:
            if text not in encoded:
                (encoded[text],) = self.encode([text.translate(letters)])
            return len(encoded[text]) <= self._most

        parts = [cut_to_fit(part, fits, self._language) for part in found.parts]
        whole = found.within(parts)
        more = len(whole.parts) - len(found.parts)
        remark = f"{told} was cut in {'two' if more == 1 else 'several'}; read its translation with care"
        rows = [encoded[part] if untranslatable(part) is None else [] for part in whole.parts]
        return Line(whole, rows, remark)


def _whole(line: str) -> Cut:
    if not line.strip():
        return Cut([], [line])
    mark = mark_of(line)
    return Cut([line[len(mark) :]], [mark, ""])
