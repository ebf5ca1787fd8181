"""What no list can hold: numbers, dates, times, prices, telephone numbers, addresses, each in both languages."""

from collections.abc import Callable
from random import Random

from babelix.text.additions import made_address
from babelix.text.names import draw, names

Both = tuple[str, str]
MONTHS = {
    "January": "janvier", "February": "février", "March": "mars", "April": "avril", "May": "mai", "June": "juin",
    "July": "juillet", "August": "août", "September": "septembre", "October": "octobre", "November": "novembre",
    "December": "décembre",
}  # fmt: skip
_TREES = (
    "Oak",
    "Maple",
    "Elm",
    "Cedar",
    "Pine",
    "Birch",
    "Willow",
    "Church",
    "Station",
    "Mill",
    "River",
    "Park",
    "Bridge",
)
_STREETS = ("Street", "Road", "Avenue", "Lane", "Drive", "Square")
_RUES = (
    "rue de la Gare",
    "rue des Lilas",
    "avenue de la République",
    "place du Marché",
    "rue Pasteur",
    "rue Victor Hugo",
    "boulevard Voltaire",
    "chemin des Vignes",
    "quai de la Loire",
    "rue du Moulin",
    "allée des Tilleuls",
)


def thousands(number: int, gap: str) -> str:
    """Return a number with its digits by threes, from five digits on and for some of four."""
    return f"{number:,}".replace(",", gap)


def alike(made: str) -> Both:
    """Return what both languages write alike."""
    return made, made


def _number(rng: Random) -> Both:
    number = rng.choice(
        (rng.randint(2, 99), rng.randint(100, 999), rng.randint(1000, 9999), rng.randint(10000, 999999))
    )
    return (
        _large(rng, number) if number > 9999 or (number > 999 and rng.random() < 0.5) else alike(str(number))
    )


def _large(rng: Random, number: int | None = None) -> Both:
    number = number or rng.randint(1000, rng.choice((9999, 99999, 999999, 9999999)))
    return thousands(number, ","), thousands(number, " ")


def _year(rng: Random) -> Both:
    return alike(str(rng.randint(1950, 2029) if rng.random() < 0.94 else rng.randint(1100, 1949)))


def _day(day: int) -> str:
    return "1er" if day == 1 else str(day)


def _day_month(rng: Random) -> Both:
    day, month = rng.randint(1, 28), rng.choice(list(MONTHS))
    return rng.choice((f"{day} {month}", f"{month} {day}")), f"{_day(day)} {MONTHS[month]}"


def _days(rng: Random) -> Both:
    first, month = rng.randint(2, 14), rng.choice(list(MONTHS))
    last = rng.randint(first + 1, 28)
    return f"{first} to {last} {month}", f"{first} au {last} {MONTHS[month]}"


def _date_bare(rng: Random) -> Both:
    day, month = rng.randint(1, 28), rng.choice(list(MONTHS))
    year = _year(rng)[0]
    english = rng.choice((f"{day} {month} {year}", f"{month} {day}, {year}"))
    return english, f"le {_day(day)} {MONTHS[month]} {year}"


def _date(rng: Random) -> Both:
    if rng.random() < 0.6:
        return _date_bare(rng)
    english, french = _day_month(rng)
    return english, f"le {french}"


def _clock(rng: Random) -> Both:
    hour, minute = (
        rng.randint(1, 12),
        rng.choice((0, 0, 5, 10, 15, 20, 25, 30, 30, 35, 40, 45, 50, 55, rng.randint(1, 59))),
    )
    if rng.random() < 0.25:
        hour = rng.randint(13, 23)
        return f"{hour}:{minute:02}", f"{hour} h {minute:02}"
    if not minute:
        return f"{hour} o'clock", f"{hour} heures" if hour > 1 else "1 heure"
    return f"{hour}:{minute:02}", f"{hour} h {minute:02}"


def _clock_full(rng: Random) -> Both:
    # Digits stay, and French says which half of the day: decisions/translation/made-hours-keep-their-digits.md.
    hour, minute = rng.randint(1, 11), rng.choice((0, 0, 15, 30, 45, rng.randint(1, 59)))
    english, french = (f"{hour}:{minute:02}", f"{hour} h {minute:02}") if minute else (f"{hour}", f"{hour} h")
    if rng.random() < 0.45:
        return english + rng.choice((" am", " a.m.", "am")), f"{french} du matin"
    part = "de l'après-midi" if hour < 6 else "du soir"
    return english + rng.choice((" pm", " p.m.", "pm")), f"{french} {part}"


def _price(rng: Random) -> Both:
    sign, word, mot = rng.choice(
        (("€", "euros", "euros"), ("$", "dollars", "dollars"), ("£", "pounds", "livres"))
    )
    whole, cents = (
        rng.choice((rng.randint(2, 99), rng.randint(2, 999), rng.randint(1000, 20000))),
        rng.randint(1, 99),
    )
    english, french = thousands(whole, ","), thousands(whole, " ")
    form = rng.random()
    if form < 0.35:
        return f"{english} {word}", f"{french} {mot}"
    if form < 0.65:
        return f"{sign}{english}", f"{french} {sign}"
    return f"{sign}{english}.{cents:02}", f"{french},{cents:02} {sign}"


def _decimal(rng: Random) -> Both:
    whole, part = rng.randint(2, 60), rng.choice((rng.randint(1, 9), rng.randint(11, 99)))
    return f"{whole}.{part}", f"{whole},{part}"


def _percent(rng: Random) -> Both:
    if rng.random() < 0.3:
        english, french = _decimal(rng)
        return f"{english}%", f"{french} %"
    number = rng.randint(2, 99)
    return rng.choice((f"{number}%", f"{number} percent")), f"{number} %"


def _phone(rng: Random) -> Both:
    digits = [str(rng.randint(0, 9)) for _ in range(12)]
    return alike(
        rng.choice(
            (
                "555-" + "".join(digits[:4]),
                f"({rng.randint(201, 989)}) 555-" + "".join(digits[:4]),
                f"0{rng.randint(1, 9)} " + " ".join(digits[i] + digits[i + 1] for i in range(0, 8, 2)),
                f"+{rng.randint(2, 99)} " + " ".join("".join(digits[i : i + 3]) for i in range(0, 9, 3)),
                f"0{rng.randint(100, 999)} " + "".join(digits[:6]),
                "".join(digits[: rng.randint(6, 10)]),
            )
        )
    )


def _street(rng: Random) -> Both:
    number = rng.choice((rng.randint(2, 99), rng.randint(2, 999), rng.randint(1000, 9999)))
    if rng.random() < 0.25:
        return alike(f"{number} {rng.choice(_RUES)}")
    name = rng.choice(_TREES) if rng.random() < 0.5 else draw("surname", rng)
    return alike(f"{number} {name} {rng.choice(_STREETS)}")


def _address(rng: Random, email: bool) -> Both:
    while True:
        made = made_address(rng)
        if ("@" in made) == email:
            return alike(made)


def _height(rng: Random) -> Both:
    centimetres = rng.randint(2, 99)
    return (f"1.{centimetres:02} meters", f"1,{centimetres:02} mètre")


def _among(low: int, high: int) -> Callable[[Random], Both]:
    return lambda rng: alike(str(rng.randint(low, high)))


SLOTS: dict[str, Callable[[Random], Both]] = {
    # Listed names where a sentence may agree with them: the gender of a blend cannot be known.
    "female": lambda rng: alike(rng.choice(names("female"))),
    "male": lambda rng: alike(rng.choice(names("male"))),
    "anyone": lambda rng: alike(draw(rng.choice(("female", "male")), rng)),
    "surname": lambda rng: alike(draw("surname", rng)),
    "city": lambda rng: alike(draw("city", rng)),
    "number": _number,
    "large": _large,
    "few": _among(2, 30),
    "hundred": _among(31, 999),
    "age": _among(2, 99),
    "oven": _among(100, 250),
    "temperature": _among(2, 39),
    "weight_kilos": _among(3, 120),
    "digits": lambda rng: alike(str(rng.randint(1000, 10 ** rng.randint(4, 9)))),
    "flight": lambda rng: alike(
        rng.choice(("AF", "BA", "LH", "QF", "UA", "TK")) + rng.choice(("", " ")) + str(rng.randint(10, 9999))
    ),
    "year": _year,
    "day_month": _day_month,
    "day": lambda rng: (lambda both: (both[0], f"le {both[1]}"))(_day_month(rng)),
    "days": _days,
    "date_bare": _date_bare,
    "date": _date,
    "clock": _clock,
    "clock_full": _clock_full,
    "price": _price,
    "decimal": _decimal,
    "percent": _percent,
    "phone": _phone,
    "street": _street,
    "email": lambda rng: _address(rng, True),
    "url": lambda rng: _address(rng, False),
    "height": _height,
}
