"""Puts back into a translation what was taken out of its source."""

import re
from collections.abc import Callable, Sequence

from babelix.text.keep.layout import lay_out
from babelix.text.keep.placing import Placer
from babelix.text.keep.plan import Plan
from babelix.text.keep.spans import SYMBOLS
from babelix.text.keep.stand_ins import contains, occurrences

_THOUSANDS = "[ .,'’\u00a0\u202f]?"
_WRITTEN = {":": "(?::|\\.|[ \u00a0\u202f]?h[ \u00a0\u202f]?)", "-": "[-/.–]", "/": "[-/.]"}
# How the word for a unit begins, in the languages that have it of Greek and Latin.
_SAID = {
    "kg": "kilo(?![ml])",
    "km": "kil[oó]m",
    "cm": "[csz]ent[ií]m",
    "mm": "mil+[ií]m",
    "ml": "mil+[ií]l",
    "m": "m[eèé]t(?:er|re|ro)",
    "g": "gram",
    "l": "lit(?:er|re|ro)",
}
_CLOSING = re.compile(r"[\s.!?…。！？।؟۔]*\Z")


def is_complete(plan: Plan, output: str) -> bool:
    """Tell whether every stand-in stands once in `output`, and every number of the plan digit by digit.

    Where numbers are checked they stand in the order of the source, for two that have changed places are as wrong as
    one that is lost, and no other digit stands there.
    """
    if any(contains(output, stand_in.word) != 1 for stand_in in plan.stand_ins):
        return False
    return not plan.numbers or _numbers_kept(plan, output)


def _numbers_kept(plan: Plan, output: str) -> bool:
    for stand_in in plan.stand_ins:
        output = output.replace(stand_in.word, "·")
    rest, at = "", 0
    for number in plan.numbers:
        minus = "[-−–]" if number[0] in "-−" else ""
        pattern = re.compile(rf"(?<!\d)(?<!\d[.,]){minus}{_as_written(number)}(?!\d|[.,]\d)")
        found = pattern.search(output, at)
        if found is None:
            return False
        rest, at = f"{rest}{output[at : found.start()]}·", found.end()
    return not re.search(r"\d", rest + output[at:])


def _as_written(number: str) -> str:
    """Return the pattern of how any language may write `number`: 1,234.5 as 1 234,5 and 10:30 as 10 h 30.

    Thousands may be set apart or not, in numbers of five digits and more as in those that have them set apart; a
    decimal sign may be a stop or a comma, but not go. The sign of a unit stays behind it, or its word.
    """
    sign = re.search(rf"(?<=\d)\s*({SYMBOLS})\Z", number)
    number = re.sub(r"^\D+|\D+$", "", number)
    parts = re.split(r"(\D+)", number)
    pattern = ""
    for i, part in enumerate(parts):
        if i % 2 == 0:
            pattern += (
                re.sub(r"(?<=\d)(?=(?:\d{3})+$)", lambda _: _THOUSANDS, part) if len(part) > 3 else part
            )
        elif part in (",", ".", " ", "'", "’", "\u00a0", "\u202f"):
            grouped = len(parts[i + 1]) == 3 and len(parts[i - 1]) <= 3
            pattern += _THOUSANDS if grouped else "[.,]"
        else:
            pattern += _WRITTEN.get(part, re.escape(part))
    if sign is None:
        return pattern
    said = f"|(?i:{_SAID[sign[1]]})" if sign[1] in _SAID else ""
    return rf"{pattern}\s*(?:{re.escape(sign[1])}(?![\w/]){said})"


def restore(plan: Plan, output: str, place: Callable[[], Placer]) -> str:
    """Return `output`, the translation of the plan's text, with all put back, head and tail round it.

    A stand-in that is not there leaves its literal at the end, before the closing punctuation: nothing is lost.
    `place` is asked only where something is loose.
    """
    edits: list[tuple[int, int, str]] = []
    missing = []
    for word, literal in plan.stand_ins:
        found = occurrences(output, word)
        edits += [(match.start(), match.end(), literal) for match in found]
        if not found:
            missing.append(literal)
    if missing:
        closing = _CLOSING.search(output)
        at = len(output) if closing is None else closing.start()
        edits.append((at, at, "".join(f" {literal}" for literal in missing)))
    if plan.loose:
        edits += lay_out(plan.loose, place(), output)
    if edits or plan.raised:
        output = _edited(output, edits, raised=plan.raised).strip()
    return f"{plan.head}{output}{plan.tail}"


def doubts(plan: Plan, output: str) -> list[str]:
    """Return in words what a reader should know of what `restore` puts back: nothing where all is well."""
    times = [(literal, contains(output, word)) for word, literal in plan.stand_ins]
    found = []
    if lost := [literal for literal, count in times if not count]:
        found.append(f"what found no place stands at the end: {', '.join(lost)}")
    if twice := [literal for literal, count in times if count > 1]:
        found.append(f"said more than once: {', '.join(twice)}")
    places = [
        output.find(word) for word, _ in plan.stand_ins if word.isdigit() and contains(output, word) == 1
    ]
    if places != sorted(places):
        found.append("its numbers stand in another order")
    return found


def _edited(text: str, edits: Sequence[tuple[int, int, str]], *, raised: bool) -> str:
    parts, end = [], 0
    for start, stop, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [text[end:start].upper() if raised else text[end:start], new]
        end = max(end, stop)
    return "".join([*parts, text[end:].upper() if raised else text[end:]])
