"""Colours of states: as many as a model has states, or ColorBrewer's twelve."""

import colorsys

Colour = tuple[int, int, int]
_GOLDEN = 0.618034
# ColorBrewer's Paired.
_PAIRED: tuple[Colour, ...] = (
    (166, 206, 227), (31, 120, 180), (178, 223, 138), (51, 160, 44), (251, 154, 153), (227, 26, 28),
    (253, 191, 111), (255, 127, 0), (202, 178, 214), (106, 61, 154), (255, 255, 153), (177, 89, 40),
)  # fmt: skip


def state_colours(states: int) -> list[Colour]:
    """Return one colour (red, green, blue from 0 to 255) a state, hues far apart for neighbours."""
    colours = []
    for state in range(states):
        parts = colorsys.hsv_to_rgb(
            state * _GOLDEN % 1, 0.55 + 0.35 * (state % 2), 0.9 - 0.2 * (state // 2 % 2)
        )
        colours.append((round(255 * parts[0]), round(255 * parts[1]), round(255 * parts[2])))
    return colours


def paired_colours(states: int) -> list[Colour]:
    """Return one colour a state: twelve distinct ones, begun again after the twelfth."""
    return [_PAIRED[state % len(_PAIRED)] for state in range(states)]


def item_rgb(colour: Colour) -> str:
    """Return a colour as BED's column itemRgb has it: ``255,0,0``."""
    return ",".join(map(str, colour))
