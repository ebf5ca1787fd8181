"""French forms: elision, contraction, determiners, plurals, participles."""

import re

VOWELS = "aàâæeéèêëiîïoôœuùûüyhAÀÂÆEÉÈÊËIÎÏOÔŒUÙÛÜYH"
ASPIRATED = ("haie", "hache", "hangar", "housse", "hérisson", "harpe", "hutte", "haut", "hors")
NO_ELISION = (*ASPIRATED, "yacht", "onze", "oui")  # before these "le" stays "le"
DETERMINERS = {
    "the": ("le", "la", "les"),
    "a": ("un", "une", "des"),
    "this": ("ce", "cette", "ces"),
    "that": ("ce", "cette", "ces"),
    "my": ("mon", "ma", "mes"),
    "your": ("ton", "ta", "tes"),
    "his": ("son", "sa", "ses"),
    "her": ("son", "sa", "ses"),
    "our": ("notre", "notre", "nos"),
    "their": ("leur", "leur", "leurs"),
}
BEFORE_VOWEL = {"ce": "cet", "ma": "mon", "ta": "ton", "sa": "son"}
ARTICLE = "\u2060"  # stands before an article, which contracts, not before a pronoun, which does not


def opens_with_vowel(word: str) -> bool:
    """Return whether a word before this one loses its vowel: vowels and mute h, not aspirated h."""
    first = re.split(r"[ '-]", word, maxsplit=1)[0].lower()
    return word[0] in VOWELS and first not in NO_ELISION and first.rstrip("sx") not in NO_ELISION


def determined(determiner: str, noun: str, gender: str, plural: bool) -> str:
    """Return determiner and noun (in its number already)."""
    masculine, feminine, many = DETERMINERS[determiner]
    chosen = many if plural else feminine if gender == "f" else masculine
    if not plural and opens_with_vowel(noun):
        chosen = BEFORE_VOWEL.get(chosen, chosen)
    return f"{ARTICLE if determiner == 'the' else ''}{chosen} {noun}"


def plural(word: str, adjective: bool = False) -> str:
    """Return the plural of a noun or adjective; of a noun of several words, its first word's."""
    if adjective and word.startswith(("en ", "sans ")):
        return word
    head, space, rest = word.partition(" ")
    if adjective and space:
        return f"{head} {plural(rest, True)}"
    if "-" in head:
        return {"cerf-volant": "cerfs-volants"}.get(head, head) + space + rest
    if head.endswith(("s", "x", "z")):
        changed = head
    elif head.endswith(("au", "eu")) and head not in ("bleu", "pneu"):
        changed = head + "x"
    elif head.endswith("al") and head not in ("bancal", "banal", "glacial"):
        changed = head[:-2] + "aux"
    elif head in ("chou", "bijou", "caillou"):
        changed = head + "x"
    elif head.endswith("ail") and head not in ("portail", "rail"):
        changed = head[:-3] + "aux"
    else:
        changed = head + "s"
    return changed + space + rest


def agreed(forms: tuple[str, str], gender: str, many: bool) -> str:
    """Return the adjective's form: `forms` are the masculine and the feminine singular."""
    form = forms[1 if gender == "f" else 0].replace("_", " ")
    return plural(form, adjective=True) if many else form


def joined(text: str) -> str:
    """Return the sentence with its elisions and contractions: *de le chien* is *du chien*, *que il* is *qu'il*."""

    def elide(found: re.Match[str]) -> str:
        word, following = found["word"], found["following"]
        if not opens_with_vowel(following):
            return found[0]
        return f"{word[:-1]}'"

    words = r"(?P<word>je|ne|de|que|me|te|se|le|la|puisque|lorsque|Que|Puisque|Lorsque|Je|Le|La)"
    pattern = rf"\b{words} (?=(?P<following>\w[\w'-]*))"
    text = re.sub(pattern, elide, text)
    text = re.sub(r"\b([Ss])i (ils?)\b", r"\1'\2", text)
    for plain, short in (
        ("de {}le ", "du "),
        ("de {}les ", "des "),
        ("à {}le ", "au "),
        ("à {}les ", "aux "),
    ):
        text = re.sub(rf"\b{plain.format(ARTICLE)}", short, text)
    return text.replace(ARTICLE, "")


def future(infinitive: str) -> str:
    """Return the third person of the future of a verb whose stem is its infinitive."""
    return (infinitive[:-1] if infinitive.endswith("re") else infinitive) + "a"
