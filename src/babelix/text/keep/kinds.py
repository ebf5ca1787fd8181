"""The kinds of what a translation may be told to keep."""

from collections.abc import Sequence

from babelix.base.errors import RequestError, did_you_mean

KINDS = {
    "urls": "web addresses: with a scheme, with www., or a bare host like example.org/page",
    "emails": "e-mail addresses",
    "emoji": "emoji with all their parts, private-use characters, and faces like :-) that stand alone",
    "numbers": "numbers in digits, with decimals, separators, times, dates and signs of units: 5 km",
    "code": "what stands in backquotes, names of files, paths, names_in_code, calls() and options of commands",
    "handles": "names of accounts and topics: @anna, #paris",
    "capitals": "capitals of a sentence that is all in them: it is read in small letters, and said in capitals again",
    "signs": "the asterisks of *emphasis*, what is round the words of a [link](page), and brackets round a sentence",
    "unread": "words in letters that the model never learned: of another script, and names like Łódź",
    "tags": "markup: <b>, </b>, <br/>, comments, and entities like &amp;",
    "placeholders": "what a program fills in: {name}, {0}, %s, %(name)s, ${x}",
}
"""Each kind and what belongs to it."""

BY_DEFAULT = ("urls", "emails", "emoji", "numbers", "code", "handles", "capitals", "signs", "unread")
"""What is kept unless a caller says otherwise."""


def check_kinds(kinds: Sequence[str]) -> frozenset[str]:
    """Return the kinds that `kinds` name; `all` and `none` stand alone.

    Raises `RequestError` for a text in the place of a list, an unknown kind, and `all` or `none` beside others.
    """
    if isinstance(kinds, str):
        raise RequestError(
            f"`keep` takes a list of kinds, got the text {kinds!r}; write [{kinds!r}]", setting="keep"
        )
    for kind in kinds:
        if kind not in KINDS and kind not in ("all", "none"):
            known = (*KINDS, "all", "none")
            raise RequestError(
                f"`keep`: unknown kind {kind!r}{did_you_mean(str(kind), known)}; known: {', '.join(known)}",
                setting="keep",
            )
        if kind in ("all", "none") and len(kinds) > 1:
            raise RequestError(f"`keep`: {kind!r} stands alone, got {', '.join(kinds)}", setting="keep")
    return frozenset(KINDS) if "all" in kinds else frozenset(kinds) - {"none"}
