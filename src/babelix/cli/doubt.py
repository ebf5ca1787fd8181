"""How sure a model was of a translation: in JSON, and doubtful lines named on standard error."""

import sys
from typing import TYPE_CHECKING, Any

from babelix.base.errors import RequestError

if TYPE_CHECKING:
    from babelix.workflows.translation.translation import Translation


def check_flag(below: float | None) -> None:
    """Raise `RequestError` on a bound that no line or every line would pass."""
    if below is not None and not below < 0:
        raise RequestError(
            f"--flag-below {below:g}: a log-probability a subword is never above 0; give one below it, such as -0.5"
        )


def flag(number: int, translation: "Translation", below: float | None) -> None:
    """Name a line on standard error whose least sure sentence lies below the bound."""
    if below is not None and translation.least < below:
        print(
            f"babelix: line {number}: doubtful, {translation.least:.2f}: {translation.text}", file=sys.stderr
        )


def with_confidence(translation: "Translation", found: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON object `found` of a translation with its confidence, and that of each of its parts."""
    for part, each in zip(found.get("parts", ()), translation.parts, strict=bool(found.get("parts"))):
        part["confidence"] = each.confidence
    return found | {"confidence": translation.confidence}
