"""What stands around a sentence and is no part of it: emoji, markup and brackets at its ends."""

import re
from collections.abc import Mapping

from babelix.text.keep.spans import Span

# Private use: no text means anything by them that another program would know.
MARKS = ("\U000f0000", "\U0010fffd")
MARK = re.compile(f"[{'-'.join(MARKS)}]")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_STOPS = ".!?…,;:"


def is_loose(span: Span) -> bool:
    """Tell whether a span has no place in the grammar of its sentence."""
    return span.kind in ("emoji", "tags", "signs") and not re.match(r"<[A-Za-z].*</", span.text)


def has_bracket(sentence: str) -> bool:
    """Tell whether `sentence` begins or ends with a bracket, stops aside."""
    text = sentence.strip()
    return text.startswith(("(", "[")) or text.rstrip(_STOPS).endswith((")", "]"))


def edges(
    sentence: str, spans: Mapping[str, Span], *, brackets: bool = False
) -> tuple[int, int, dict[int, int]]:
    """Return where the translated part begins and ends, and which openings inside are closed where.

    Emoji and markup at either end stay outside, a pair only where both of its halves can; with `brackets` those round
    all of it too, and one whose other is not in the sentence.
    """
    loose = {
        m.start(): spans[m[0]] for m in MARK.finditer(sentence) if m[0] in spans and is_loose(spans[m[0]])
    }
    pairs = _pairs(loose)
    closing = {close: opening for opening, close in pairs.items()}
    start, end = 0, len(sentence)
    moved = True
    while moved:
        start += len(sentence[start:end]) - len(sentence[start:end].lstrip())
        end -= len(sentence[start:end]) - len(sentence[start:end].rstrip())
        moved = True
        if start in loose and start not in pairs:
            start += 1
        elif end - 1 in loose and end - 1 not in closing:
            end -= 1
        elif start in pairs and pairs[start] == end - 1:
            start, end = start + 1, end - 1
        elif brackets and any(of_brackets := _of_brackets(sentence[start:end])):
            start, end = start + of_brackets[0], end - of_brackets[1]
        else:
            moved = False
    return start, end, pairs


def _pairs(loose: Mapping[int, Span]) -> dict[int, int]:
    """Return the place of the closing tag of each opening tag that has one, nested as they ought to be."""
    waiting: list[tuple[str, int]] = []
    found = {}
    for at, span in sorted(loose.items()):
        if span.kind == "signs":
            ends_link = span.text.startswith("](")
            sign = "[" if ends_link else span.text.lstrip("!")
            if waiting and waiting[-1][0] == sign and (ends_link or sign != "["):
                found[waiting.pop()[1]] = at
            else:
                waiting.append((sign, at))
            continue
        name = re.match(r"</?([A-Za-z][\w:.-]*)", span.text)
        if span.kind != "tags" or name is None or span.text.endswith("/>") or name[1].lower() in _VOID:
            continue
        if not span.text.startswith("</"):
            waiting.append((name[1].lower(), at))
        elif any(opened == name[1].lower() for opened, _ in waiting):
            while waiting:
                opened, where = waiting.pop()
                if opened == name[1].lower():
                    found[where] = at
                    break
    return found


def _of_brackets(text: str) -> tuple[int, int]:
    """Return how many characters at the beginning and at the end are brackets round `text`, or have no other there."""
    if not has_bracket(text) or not any(map(str.isalpha, text)):
        return 0, 0
    last = len(text.rstrip(_STOPS)) - 1
    open_at: list[int] = []
    closed: dict[int, int] = {}
    for at, sign in enumerate(text):
        if sign in "([":
            open_at.append(at)
        elif sign in ")]" and open_at:
            closed[open_at.pop()] = at
    if 0 in open_at:
        return 1, 0
    if closed.get(0) == last:
        return 1, len(text) - last
    return 0, len(text) - last if text[last] in ")]" and last not in closed.values() else 0
