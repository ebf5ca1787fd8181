"""Finds in a text what must be kept, by kind, longest first where two begin together."""

import re
from collections.abc import Set
from typing import NamedTuple

from babelix.text.keep.alphabet import Alphabet

# Hosts without a scheme need one of these endings: any other word after a stop may be the next sentence's.
_ENDINGS = (
    "com|org|net|edu|gov|int|mil|info|biz|io|dev|app|eu|uk|fr|de|es|nl|pl|pt|se|ch|jp|cn|kr|ru|ua|br|ca|au|nz|cz"
    "|dk|fi|gr|hu"
)
# Letters of scripts that need no spaces end an address: they belong to the sentence around it.
_REST = r"[^\s<>\"«»“”{}|\\^`\u3000-\u30ff\u3400-\u9fff\uac00-\uf8ff\uff00-\uffef\U00020000-\U0010ffff]"
_URL = (
    rf"(?:(?:https?|ftp|file|wss?|git|ssh)://|mailto:|www\.(?=\w)){_REST}+"
    rf"|(?<![A-Za-z0-9_@./-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    rf"(?:(?:{_ENDINGS})(?![A-Za-z0-9_@-]|\.\w)|[a-z]{{2,}}(?=/\w))(?::\d+)?(?:[/?#]{_REST}*)?"
)
_LATIN = "A-Za-zÀ-ɏ0-9"
_EMAIL = rf"(?<![{_LATIN}_@.+%-])[{_LATIN}][{_LATIN}._%+'-]*@[{_LATIN}-]+(?:\.[{_LATIN}-]*[{_LATIN}])+"

# Unicode's pictographs and the arrows, clocks and signs that are drawn as emoji; a plain digit, (c) or (r) is text.
_PICTURE = (
    "[\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170-\U0001f251\U0001f300-\U0001f64f"
    "\U0001f680-\U0001f6ff\U0001f780-\U0001f7ff\U0001f900-\U0001faff\u2194-\u2199\u21a9\u21aa]"
)
_DRESSED = rf"{_PICTURE}[\U0001f3fb-\U0001f3ff]?\ufe0f?\u20e3?[\U000e0020-\U000e007f]*"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_EMOJI = (
    rf"(?:{_FLAG}|[0-9#*]\ufe0f?\u20e3|[\u00a9\u00ae\u203c\u2049\u2122\u2139]\ufe0f|{_DRESSED}(?:\u200d{_DRESSED})*"
    r"|[\ue000-\uf8ff\U000f0000-\U0010ffff])"
)
_FACE = r"(?<!\S)(?:[:;=]['’]?-?[)(DPpOo|/\\*]|<3|\^_?\^|[xX]D)(?![^\s.,!?…])|¯\\_\(ツ\)_/¯"

_TAG = r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>|<!--(?:(?!<!--).)*?-->"
# What is inside these is no language; with them it is one word of the sentence.
_CODE = r"<(code|kbd|pre|samp|script|style|tt|var)\b[^<>]*>[^<>]*</\1>"
_ENTITY = r"&(?:[A-Za-z][A-Za-z0-9]*|#\d+|#[xX][0-9A-Fa-f]+);"
_PLACEHOLDER = (
    r"\$\{[^{}\s]+\}|\{\{[^{}]*\}\}|\{[\w.:,!<>\[\]+-]*\}"
    r"|%\([^()\s]+\)[-+#0-9.]*[a-zA-Z]|(?<![\d%])%(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?(?:[sdifgGxXeEucr@]|l[dux])(?!\w)"
)
_UNIT = r"(?:°[CF]?|[^\W\d_]{1,4}[²³]?(?:/[^\W\d_]{1,3}[²³]?)?)"
# Signs of units that are the same in every language of Latin letters, and no word of one: a number may have a space
# before these. Behind a sum of money m is a million, so there none is looked for.
SYMBOLS = (
    r"(?:[kKMGT]i?B(?:/s)?|[kKMG]bit/s|[MG]b/s|[kcdmµμn]?m[²³]?|km/h|m/s[²]?|mph|[kmµμ]?g|[cdmµμ]?[lL]|[mkMG]?W|[kMG]Wh"
    r"|[mk]?V|[mµμ]A|[kMG]?Hz|[kMh]Pa|kcal|k[JN]|dB|ppm|px|dpi|°[CF]?|mbar|[mµμn]s)(?![\w/'’])"
)
_SPACES = "[ \u00a0\u202f]"
# Not the digits of a word (B2, COVID-19, 1st, 1990s): what they are written like is the language's business.
_NUMBER = (
    r"(?<![\w.,:/@])(?<!\w[+-])(?P<money>(?<=[$€£¥])|(?<=[$€£¥] ))?"
    r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|\+\d+(?:[ .-]\d+)+|[+−-]?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,:/'’-]\d+)*"
    rf"(?(money)(?:{_UNIT}(?!\w))?|(?:{_SPACES}{SYMBOLS}|{_UNIT}(?!\w))?))(?![\w@]|[.,:/]\w|-\d)"
)
# Endings of files' names; none that a sentence could begin with behind a stop without a space (so, go).
_FILES = (
    "txt|md|rst|py|ipynb|js|ts|json|toml|ya?ml|xml|html?|css|csv|tsv|pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|epub|png|jpe?g|gif|svg"
    "|webp|mp[34]|wav|ogg|flac|avi|mov|mkv|zip|tar|gz|bz2|xz|7z|rar|exe|dll|iso|sh|bat|ini|cfg|conf|log|sql|db|cpp|hpp|java|jar|rs"
    "|rb|php|tex|bib|bed|vcf|bam|bai|fasta|fastq|fa|fq|gff3?|gtf|bigwig|bw|h5"
)
_DUNDERS = (
    "all|call|class|del|dict|doc|enter|exit|file|future|init|iter|len|main|name|new|next|repr|str|version"
)
_ROOTS = "bin|dev|etc|home|mnt|opt|proc|root|srv|sys|tmp|usr|var"
_NAME = r"[\w+@-]+(?:\.[\w+@-]+)*"
_IN_CODE = (
    # No quotation of the old kind, `he said,' and no apostrophe.
    r"(?<![\w`])`(?=[^\s`'’])(?:(?![,.!?;]['’])[^`\n])*(?<=[^\s`])`(?![\w`'])"
    # C:\Users\me, ~/notes, /usr/local/bin, ../data; one slash alone may be an "or".
    r"|(?<![\w/\\])[A-Za-z]:\\[^\s<>\"|?*,;]*[^\s<>\"|?*,;.:!)]"
    rf"|(?<![\w/.~<>\"'’”»)\]$€£¥%])(?:(?:~|\.{{1,2}})(?:/{_NAME})+|(?:/{_NAME}){{2,}}|/(?:{_ROOTS}))/?(?![\w>])"
    rf"|(?<![\w/.@+-])(?:[\w+-]+/)*\w[\w+-]*(?:\.[\w+-]+)*\.(?:{_FILES}|{_FILES.upper()})(?![\w/]|\.\w)"
    r"|(?<![\w.@])(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*\(\)"
    r"|(?<![\w.@])(?=\w*[A-Za-z])\w*[^\W_]_+[^\W_]\w*"
    rf"|(?<!\w)__(?:{_DUNDERS})__(?!\w)"
    r"|(?<!\S)--[a-z]+(?:(?:-[a-z]+)+(?:=\S*[\w/])?|=\S*[\w/])(?![\w-])"
    r"|(?<!\w)[CFJ](?:\+\+|\#)(?![\w+#])"
)
_HANDLE = r"(?<![\w@#&/.])(?:@[A-Za-z_]\w*(?:@[\w-]+(?:\.[\w-]+)+)?|#[^\W\d_]\w*)"
# What Markdown sets around words: neither a product (2 * 3) nor a mark of a note (word*).
_EMPHASIS = re.compile(r"(?<![\w*_\\])(\*{1,3}|_{1,3}|~~)(?=[^\s*_~])(?:(?!\1).)+?(?<=[^\s*_~])\1(?![\w*_])")
# [words](address): what is before and behind the words.
_LINK = re.compile(r"(!?\[)(?=[^\[\]\n]*\w)[^\[\]\n]+(\]\([^()\s]+(?: \"[^\"\n]*\")?\))")
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th|s|er|re|e|ème)$", re.IGNORECASE)

_PATTERNS = {
    "tags": f"{_CODE}|{_TAG}|{_ENTITY}",
    "emails": _EMAIL,
    "urls": _URL,
    "placeholders": _PLACEHOLDER,
    "code": _IN_CODE,
    "handles": _HANDLE,
    "emoji": f"{_EMOJI}|{_FACE}",
    "numbers": _NUMBER,
}
"""In the order in which they are tried where several begin at one place."""
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
_CLOSERS = {")": "(", "]": "[", "}": "{", "»": "«"}


class Span(NamedTuple):
    """Characters start .. end-1 of a text, which are to be kept, and their kind.

    `said` is what the translation has in their place, where that is not the `text` itself.
    """

    start: int
    end: int
    kind: str
    text: str
    said: str = ""

    @property
    def translated(self) -> str:
        """Return what stands in the translation."""
        return self.said or self.text


def find_spans(text: str, kinds: Set[str], alphabet: Alphabet | None = None) -> list[Span]:
    """Return the spans of `kinds` in `text`, in order, none over another; `alphabet` tells what is unread.

    A sentence's closing punctuation is no part of an address: ``(see www.a.org).`` keeps ``www.a.org``.
    """
    found = [Span(*place, "signs", text[slice(*place)]) for place in _links(text)] if "signs" in kinds else []
    matches = [
        (match.start(), rank, match)
        for rank, kind in enumerate(_PATTERNS)
        if kind in kinds
        for match in _COMPILED[kind].finditer(text)
    ]
    names = list(_PATTERNS)
    end, links = 0, found[:]
    for start, rank, match in sorted(matches, key=lambda each: each[:2]):
        if start < end or any(start < link.end and link.start < match.end() for link in links):
            continue
        kept = _trimmed(match[0]) if names[rank] in ("urls", "emails") else match[0]
        if not kept or (names[rank] == "numbers" and _ORDINAL.search(kept)):
            continue
        end = start + len(kept)
        found.append(Span(start, end, names[rank], kept))
    more = [(start, end, "signs") for start, end in _emphasis(text)] if "signs" in kinds else []
    if alphabet is not None and "unread" in kinds:
        more += [(start, end, "unread") for start, end in alphabet.unread(text)]
    free = [
        Span(start, end, kind, text[start:end])
        for start, end, kind in more
        if not any(start < one.end and one.start < end for one in found)
    ]
    return sorted([*found, *free])


def _links(text: str) -> list[tuple[int, int]]:
    """Return where a link begins and where it ends, by turns; the words between are the sentence's."""
    return [place for match in _LINK.finditer(text) for place in (match.span(1), match.span(2))]


def _emphasis(text: str) -> list[tuple[int, int]]:
    """Return where emphasis begins and where it ends, by turns; within it may stand another."""
    found = []
    match = _EMPHASIS.search(text)
    while match is not None:
        size = len(match[1])
        found += [(match.start(), match.start() + size), (match.end() - size, match.end())]
        match = _EMPHASIS.search(text, match.start() + size)
    return found


def _trimmed(address: str) -> str:
    """Return `address` without the punctuation of the sentence around it; brackets that open in it stay."""
    while address:
        last = address[-1]
        unopened = last in _CLOSERS and address.count(last) > address.count(_CLOSERS[last])
        if not (unopened or last in ".,;:!?…'’*_。，、！？；：）」』"):
            return address
        address = address[:-1]
    return address
