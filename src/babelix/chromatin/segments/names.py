"""How states are called: their numbers, their order, and how ChromHMM prints them."""

import re
from collections.abc import Sequence

ORDERS = {"E": "Emission", "T": "Transition", "U": "User"}
_NUMBERED = re.compile(r"([A-Za-z]?)(\d+)(_.*)?", re.DOTALL)


def state_number(state: str) -> int | None:
    """Return the number in a state's name: ``10``, ``E10``, ``10_TssBiv`` and ``E10_TssBiv`` have one, ``TSS`` none."""
    match = _NUMBERED.fullmatch(state)
    return int(match.group(2)) if match else None


def number_of(state: str) -> str:
    """Return a state as ChromHMM prints it: the number without its letter (``E10`` -> ``10``), any other name whole."""
    match = _NUMBERED.fullmatch(state)
    return str(int(match.group(2))) if match and match.group(3) is None else state


def rank(state: str) -> tuple[int, int, tuple[tuple[int, str], ...]]:
    """Return what orders states: by their numbers, then names without one, numbers inside a name as numbers."""
    number = state_number(state)
    pieces = re.split(r"(\d+)", state)
    words = tuple((int(piece), "") if place % 2 else (0, piece) for place, piece in enumerate(pieces))
    return (1, 0, words) if number is None else (0, number, words)


def order_of(states: Sequence[str]) -> str:
    """Return what ChromHMM says orders the states: "Emission" for E1 and on, "Transition" for T1, else "User"."""
    letters = {match.group(1) if (match := _NUMBERED.fullmatch(state)) else "" for state in states}
    return ORDERS.get(letters.pop(), "User") if len(letters) == 1 else "User"
