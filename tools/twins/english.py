"""English forms: articles, plurals, verbs."""


def article(noun: str) -> str:
    """Return "a" or "an" before the noun."""
    return "an" if noun[0] in "aeiou" else "a"


def determined(determiner: str, noun: str, many: bool) -> str:
    """Return determiner and noun (in its number already)."""
    if determiner == "a":
        return noun if many else f"{article(noun)} {noun}"
    if many:
        determiner = {"this": "these", "that": "those"}.get(determiner, determiner)
    return f"{determiner} {noun}"


def plural(noun: str, irregular: dict[str, str]) -> str:
    """Return the plural of a noun, which "_of_" may follow."""
    head, of, rest = noun.partition("_of_")
    *before, last = head.split("_")
    if last in irregular:
        last = irregular[last]
    elif last.endswith(("s", "x", "ch", "sh", "z")):
        last += "es"
    elif last.endswith("y") and last[-2] not in "aeiou":
        last = last[:-1] + "ies"
    elif last in ("potato", "hero", "tomato"):
        last += "es"
    else:
        last += "s"
    return "_".join([*before, last]) + of + rest


def verb(infinitive: str, irregular: dict[str, str]) -> tuple[str, str]:
    """Return past and third person of a verb."""
    if infinitive in irregular:
        past, third = irregular[infinitive].split()
        return past, third
    if infinitive.endswith("y") and infinitive[-2] not in "aeiou":
        return infinitive[:-1] + "ied", infinitive[:-1] + "ies"
    third = infinitive + ("es" if infinitive.endswith(("s", "x", "ch", "sh", "z")) else "s")
    return infinitive + ("d" if infinitive.endswith("e") else "ed"), third
