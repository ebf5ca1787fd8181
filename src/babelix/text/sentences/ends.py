"""Where the sentences of a line end, in every script that has a mark for it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from babelix.text.sentences.abbreviations import Abbreviations, abbreviations
from babelix.text.sentences.scripts import last_spaced, without_spaces

# Full stops beyond ASCII's need no space after them: Chinese and Japanese, Hindi, Urdu, Arabic, Armenian, Ethiopic,
# Khmer, Burmese, Tibetan.
_FULL = "。！？｡‼⁇⁈⁉।॥؟۔։።፧፨។៕။།"
_STOPS = ".!?…．" + _FULL
# Quotes and brackets that close after a stop, emphasis marks of plain text, and marks of direction.
_CLOSERS = "”’»›」』)]}）】》〉〕\u200e\u200f\u202c\u2069"
# What a letter follows at once opens: “ closes in German and opens elsewhere.
_EITHER = "\"'“‘«‹＂＇*_"
_QUOTES = "\"'”’“‘»›«‹」』＂＇"
# French sets its marks off by a space, "Quoi ? !", "« Oui ! »"; an ellipsis may be written ". . .".
_RUN = re.compile(
    rf"(?:[{_STOPS}]+(?:[ \u00a0\u202f][{_STOPS}]+(?=\s|$))*(?:[{re.escape(_CLOSERS)}]|[{_EITHER}](?!\w))*)+"
    r"(?:[ \u00a0\u202f][»›](?!\w))?"
)
_WORD_BEFORE = re.compile(r"""[^\s"'“”„«»‘(\[{,;:!?/*_]+$""")
_LETTER = re.compile(r"[^\W_]")
_CASED = re.compile(r"[^\W\d_]")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,3}\.-?)+[^\W\d_]{1,3}$")
_LIST_MARK = re.compile(r"\s*[(\[]?(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})$")
_ELLIPSIS = re.compile(r"…|\.\s?\.")
_WORDS = re.compile(r"\w+")
# An abbreviation is looked for in so many letters before a stop, a speaker in so many after it, a closing bracket in so
# many more.
_BACK, _AHEAD, _BRACKET = 40, 40, 200


def ends(line: str, language: str = "") -> Iterator[int]:
    """Yield the place after each sentence of `line`, its closing quotes and brackets included, but for the last one.

    White space may follow there. Abbreviations, initials, decimals, numbers of a list and ellipses that a small letter
    follows end no sentence, and neither does a stop inside brackets that stand within one. `language` is its code.
    """
    state = _State(line, abbreviations(language), _starts_small(line), language)
    for run in _RUN.finditer(line):
        if state.ends_at(run):
            state.start = run.end()
            state.has_letter, state.depth = False, 0
            yield run.end()


def _starts_small(line: str) -> bool:
    """Return whether the line is written without capitals: its sentences then begin with small letters too."""
    first = _CASED.search(line)
    return first is not None and first.group().islower()


def _is_letter(word: str) -> bool:
    """Return whether the word is one letter, with its marks and no small one, of a script with spaces between words."""
    kinds = [unicodedata.category(character)[0] for character in word]
    return (
        kinds.count("L") == 1
        and set(kinds) <= {"L", "M"}
        and not (word[0].islower() or without_spaces(word[0]))
    )


@dataclass
class _State:
    """A line, what the sentence that begins at `start` holds as far as `seen`, and where the next letter stands."""

    line: str
    table: Abbreviations
    small: bool
    language: str
    start: int = 0
    seen: int = 0
    depth: int = 0
    has_letter: bool = False
    letter: int = -1

    def ends_at(self, run: re.Match[str]) -> bool:
        self._see(run.end())
        if not self.has_letter:
            return False
        at = self._next_letter(run.end())
        if at == len(self.line):
            return False
        spaced = self.line[run.end()].isspace()
        if not (spaced or self._needs_no_space(run, at)):
            return False
        rest = self.line[at : at + _AHEAD]
        # Between a quotation's end and who speaks stands nothing but a space.
        spoken = any(mark in _QUOTES for mark in run.group()) and at <= run.end() + 1
        if spoken and self._speaks(rest):
            return False
        return not self._within_brackets(run.end()) and self._stops(run, rest)

    def _next_letter(self, place: int) -> int:
        """Return where the next letter or digit stands; the line's length where none does."""
        if self.letter < place:
            found = _LETTER.search(self.line, place)
            self.letter = len(self.line) if found is None else found.start()
        return self.letter

    def _see(self, end: int) -> None:
        new = self.line[max(self.seen, self.start) : end]
        self.has_letter = self.has_letter or _LETTER.search(new) is not None
        self.depth += sum(new.count(mark) for mark in "(（") - sum(new.count(mark) for mark in ")）")
        self.seen = end

    def _needs_no_space(self, run: re.Match[str], at: int) -> bool:
        following = self.line[run.end()]
        if following in "、，,;；：:":
            return False
        full = any(mark in _FULL for mark in run.group())
        return full or (without_spaces(self.line[at]) and not _ELLIPSIS.search(run.group()))

    def _within_brackets(self, end: int) -> bool:
        opens_here = self.line[self.start : end].lstrip()[:1] in "(（" if self.depth > 0 else True
        return not opens_here and re.search("[)）]", self.line[end : end + _BRACKET]) is not None

    def _speaks(self, rest: str) -> bool:
        words = self.table.speech
        if without_spaces(rest[0]):
            near = re.split(rf"[{_STOPS}、，,：:]", rest)[0][:6]
            return (
                near.startswith(tuple(words)) if self.language[:2] == "ja" else any(w in near for w in words)
            )
        return any(word.lower() in words for word in _WORDS.findall(rest)[:3])

    def _stops(self, run: re.Match[str], rest: str) -> bool:
        marks = run.group()
        closed = marks[-1] in _CLOSERS + _EITHER
        if rest[0].islower() and (closed or not self.small) and not rest[1:].startswith(")"):
            return False
        if _ELLIPSIS.search(marks):
            # "Well... I think": this pronoun is always a capital.
            return rest[0].isupper() and re.match(r"I\b", rest) is None
        if marks[0] not in ".．" or closed:
            return True
        return not self._abbreviates(run.start(), rest)

    def _abbreviates(self, stop: int, rest: str) -> bool:
        """Return whether the full stop at `stop` belongs to the word before it."""
        if stop - self.start <= _BACK and _LIST_MARK.match(self.line, self.start, stop):
            return True
        found = _WORD_BEFORE.search(self.line[max(self.start, stop - _BACK) : stop])
        word = last_spaced(found.group()) if found else ""
        if not word:
            return False
        if self.table.hold(word, rest):
            return True
        if _ACRONYM.match(word) or _is_letter(word):
            return not self.table.starts(rest)
        return (
            self.table.ordinals and re.fullmatch(r"\d{1,2}", word) is not None and not self.table.starts(rest)
        )
