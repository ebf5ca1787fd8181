"""What people add to a sentence and no language changes: an emoji, a number, an e-mail address, a URL."""

from random import Random

from babelix.text.names import names

EMOJI = (
    *"😀😃😄😁😆😅😂🤣😊😇🙂🙃😉😌😍🥰😘😋😜🤪🤨🧐🤓😎🥳😏😒😞😔😟😕🙁😣😖😫😩🥺😢😭😤😠😡🤯😳🥵🥶😱😨😰😥🤗🤔🤭🤫😬🙄😯😴🤤😪🤐🤢🤧😷",
    *"🤒🤕🤠👍👎👌🤞🤟🤘👋🙏💪👏🙌🤝💃🕺🚶🏃🐶🐱🐭🐰🦊🐻🐼🐯🦁🐷🐸🐵🐔🐧🐦🦉🐝🐢🐙🐟🐬🌵🌲🌴🌱🌸🌹🌻🌞🌙🔥🌈🌊🍎🍌🍓🍒🍕🍔🍟🌮🍣",
    *"🍰🎂🍪🍫🍺🍷🥂⚽🏀🏈🎾🎮🎸🎹🎤🎧🎬🎨🚗🚌🚲🚀🚢🏠🏫🏥🏦🗼💻📱📷📚📝📌📅⏰💡🔑🎁🎈🎉💯💔💕💙💚💛💜🖤❓❗⭐✨⚡❄",
    *("❤️", "☀️", "✌️", "☕", "👨‍👩‍👧", "🇫🇷", "🇬🇧", ":)", ":-)", ";-)", ":(", ":D", "<3"),
)
_ENDINGS = ("com", "org", "net", "fr", "co.uk", "de", "io", "info", "eu", "ca", "jp", "edu")
_SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeio")
_PATHS = ("", "", "", "/", "/news", "/shop/items", "/help?id={}", "/a/{}", "/docs/index.html", "/page_{}")


def emoji(source: str, target: str, rng: Random) -> tuple[str, str]:
    """One emoji, or the same up to three times, at the end or now and then the beginning of both sides."""
    mark = rng.choice(EMOJI)
    if rng.random() < 0.2 and not mark.isascii():
        mark *= rng.randint(2, 3)
    if rng.random() < 0.25:
        return f"{mark} {source}", f"{mark} {target}"
    gap = " " if mark.isascii() or rng.random() < 0.8 else ""
    return source + gap + mark, target + gap + mark


def made_address(rng: Random) -> str:
    """Return an e-mail address or a URL that nobody listed."""
    host = "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4)))
    if rng.random() < 0.2:
        host += rng.choice(("-", "")) + rng.choice(_SYLLABLES) + str(rng.randint(2, 999))
    host += "." + rng.choice(_ENDINGS)
    if rng.random() < 0.45:
        person = rng.choice(names("surname")).lower().replace(" ", "")
        person = person if person.isascii() else "info"
        given = rng.choice(_SYLLABLES) + rng.choice(_SYLLABLES)
        return (
            rng.choice((person, f"{given}.{person}", f"{given}{rng.randint(2, 99)}", f"{given}_{person}"))
            + "@"
            + host
        )
    start = rng.choice(("https://", "http://", "www.", "https://www.", ""))
    return start + host + rng.choice(_PATHS).format(rng.randint(2, 9999))


def address(source: str, target: str, rng: Random) -> tuple[str, str]:
    """A made e-mail address or URL after both sides: in parentheses, after a colon or after a space."""
    made, form = made_address(rng), rng.random()
    if source.endswith(".") and target.endswith(".") and source[-2:-1] not in (".", ""):
        left, right = source[:-1], target[:-1]
        if form < 0.4:
            return f"{left} ({made}).", f"{right} ({made})."
        if form < 0.7:
            return f"{left}: {made}", f"{right} : {made}"
    return f"{source} {made}", f"{target} {made}"


def number(source: str, target: str, rng: Random) -> tuple[str, str]:
    """A number beside both sides: of a list before them, or in brackets behind."""
    made = str(rng.randint(1, 10 ** rng.randint(1, 5)))
    if rng.random() < 0.15:
        made += rng.choice((".", "/", "-")) + str(rng.randint(1, 99))
    form = rng.choice(("{0}. {1}", "({0}) {1}", "{0}) {1}", "{1} ({0})", "{1} [{0}]", "{0}: {1}", "#{0} {1}"))
    return form.format(made, source), form.format(made, target)
