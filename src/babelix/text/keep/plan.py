"""What is translated of a sentence, and how what must be kept gets back into its translation."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from babelix.text.keep.alphabet import Alphabet
from babelix.text.keep.around import MARK, MARKS, edges, has_bracket, is_loose
from babelix.text.keep.glossary import Glossary, Term
from babelix.text.keep.spans import Span, find_spans
from babelix.text.keep.stand_ins import choose_stand_ins


class Masked(NamedTuple):
    """A line in which one private character, a mark, stands for each kept span; numbers stay as they are."""

    text: str
    spans: dict[str, Span]
    """By mark."""


class StandIn(NamedTuple):
    """A word that was put in the place of a literal."""

    word: str
    literal: str


class Loose(NamedTuple):
    """Something without a place in the grammar, which stood at `offset` of the text; a pair has two of them.

    `before` and `after` tell whether a space stood there.
    """

    offset: int
    literal: str
    before: bool
    after: bool
    partner: int | None = None


@dataclass(frozen=True)
class Plan:
    """A sentence to translate: its text with stand-ins, and all that is put back.

    `head` and `tail` stand before and after the translation as they are; an empty text needs no translation.
    `numbers` stand in the text and must stand in the translation, digit by digit. What was `raised` is said in
    capitals, but for what is put back.
    """

    head: str
    text: str
    tail: str
    stand_ins: tuple[StandIn, ...] = ()
    loose: tuple[Loose, ...] = ()
    numbers: tuple[str, ...] = ()
    raised: bool = False


def mask(
    line: str, kinds: Set[str], alphabet: Alphabet | None = None, glossary: Glossary | None = None
) -> Masked:
    """Return `line` with a mark in the place of each span of `kinds`, numbers aside.

    What is unread is what a model of this `alphabet` cannot read; nothing is without one. Of it a term of the
    `glossary` has its translation, and one with words that are read stays in the line.
    """
    kinds = set(kinds) - {"numbers"}
    if not kinds:
        return Masked(line, {})
    parts, spans, end, marks = list[str](), dict[str, Span](), 0, _marks(line)
    found = find_spans(line, kinds, alphabet)
    if glossary is not None:
        found = _with_terms(found, glossary.required(line))
    for span in found:
        literal = html.unescape(span.text) if span.text.startswith("&") else ""
        inside = line[span.start - 1 : span.start].isalpha() and line[span.end : span.end + 1].isalpha()
        if literal in ("'", "’") and inside:  # don&#39;t is one word, and is read as one
            parts += [line[end : span.start], literal]
        elif (mark := next(marks, None)) is None:  # more than there are marks: the rest is the model's
            break
        else:
            spans[mark] = span
            parts += [line[end : span.start], mark]
        end = span.end
    return Masked("".join([*parts, line[end:]]), spans)


def _with_terms(spans: Sequence[Span], terms: Sequence[Term]) -> list[Span]:
    """Return `spans` with what the glossary says for them; of what a longer term reaches out of, the rest.

    What is unread may hold terms, a handle or what stands in code may be one.
    """
    kept: list[Span] = []
    for span in spans:
        own = [term for term in terms if term.start < span.end and span.start < term.end]
        beyond = [term for term in own if term.start < span.start or span.end < term.end]
        if span.kind == "unread":
            kept += [_with_said(part, own) for part in (_rest(span, beyond) if beyond else [span])]
        elif span.kind not in ("code", "handles"):
            kept.append(span)
        elif not beyond:
            whole = [term for term in own if (term.start, term.end) == (span.start, span.end)]
            kept.append(_with_said(span, whole))
    return kept


def _with_said(span: Span, terms: Sequence[Term]) -> Span:
    """Return `span` with the translations of those `terms` that are within it in their places."""
    said = span.text
    for term in reversed(terms):
        if span.start <= term.start and term.end <= span.end:
            said = f"{said[: term.start - span.start]}{term.wordings[0]}{said[term.end - span.start :]}"
    return span if said == span.text else span._replace(said=said)


def _rest(span: Span, terms: Sequence[Term]) -> list[Span]:
    """Return the words of `span` outside of `terms`."""
    free = list(span.text)
    for term in terms:
        for at in range(max(term.start, span.start), min(term.end, span.end)):
            free[at - span.start] = "\n"
    return [
        Span(span.start + found.start(), span.start + found.end(), span.kind, found[0])
        for found in re.finditer(r"\w(?:[^\n]*\w)?", "".join(free))
    ]


def _marks(line: str) -> Iterator[str]:
    """Yield the private characters that `line` does not hold itself."""
    own = set(MARK.findall(line))
    first, last = map(ord, MARKS)
    return (mark for mark in map(chr, range(first, last + 1)) if mark not in own)


def unmask(text: str, spans: Mapping[str, Span]) -> str:
    """Return `text` with every mark's literal in its place."""
    return MARK.sub(lambda match: spans[match[0]].text if match[0] in spans else match[0], text)


def translated(text: str, spans: Mapping[str, Span]) -> str:
    """Return `text` with what the translation has in the place of every mark."""
    return MARK.sub(lambda match: spans[match[0]].translated if match[0] in spans else match[0], text)


def plan(
    sentence: str,
    spans: Mapping[str, Span],
    *,
    numbers: str = "",
    said: Sequence[tuple[int, int]] = (),
    brackets: bool = False,
) -> Plan:
    """Return how to translate `sentence`, in which marks stand for `spans`.

    `numbers` says what becomes of numbers: "checked" leaves them in the text, "replaced" gives them stand-ins, ""
    cares for none. Of those within the characters `said`, half-open, whose translation is given, nothing becomes.
    With `brackets` those round the whole sentence, and one at an end whose other is not in it, stay outside.
    """
    found = [
        span
        for span in (find_spans(sentence, {"numbers"}) if numbers else [])
        if not any(left < span.end and span.start < right for left, right in said)
    ]
    if not spans and not found and not (brackets and has_bracket(sentence)):
        return Plan("", sentence, "")
    bare = sentence if not found else _without(sentence, found)
    if not any(character.isalpha() for character in MARK.sub("", bare)):
        return Plan(translated(sentence, spans), "", "")
    start, end, pairs = edges(sentence, spans, brackets=brackets)
    inner = sentence[start:end]
    marks = [(m.start() + start, spans[m[0]]) for m in MARK.finditer(inner) if m[0] in spans]
    held = [(at, at + 1, span) for at, span in marks if not is_loose(span)]
    if numbers == "replaced":
        held += [(span.start, span.end, span) for span in found if start <= span.start < end]
    held.sort(key=lambda each: each[0])
    words = choose_stand_ins(inner, [span for _, _, span in held])
    replaced = {at: (stop, word) for (at, stop, _), word in zip(held, words, strict=True)}
    text, loose = _build(sentence, start, end, replaced, {at: s for at, s in marks if is_loose(s)}, pairs)
    return Plan(
        translated(sentence[:start], spans),
        text,
        translated(sentence[end:], spans),
        tuple(StandIn(word, span.translated) for (_, _, span), word in zip(held, words, strict=True)),
        loose,
        tuple(span.text for span in found) if numbers == "checked" else (),
    )


def _without(sentence: str, found: Sequence[Span]) -> str:
    for span in reversed(found):
        sentence = sentence[: span.start] + sentence[span.end :]
    return sentence


def _build(
    sentence: str,
    start: int,
    end: int,
    replaced: Mapping[int, tuple[int, str]],
    loose: Mapping[int, Span],
    pairs: Mapping[int, int],
) -> tuple[str, tuple[Loose, ...]]:
    """Return the text to translate, without what is loose, and where that stood in it."""
    order = {at: number for number, at in enumerate(sorted(loose))}
    partner = {order[a]: order[b] for a, b in pairs.items() if a in order and b in order}
    text, found, at = "", list[Loose](), start
    while at < end:
        if at in replaced:
            at, word = replaced[at][0], replaced[at][1]
            text += word
        elif at in loose:
            before, after = sentence[at - 1 : at].isspace(), sentence[at + 1 : at + 2].isspace()
            found.append(Loose(len(text), loose[at].text, before, after, partner.get(len(found))))
            at += 1
            if text.endswith(" ") and sentence[at : at + 1] == " ":
                at += 1
        else:
            text += sentence[at]
            at += 1
    return text, tuple(found)
