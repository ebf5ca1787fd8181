"""What is never generated, so that the development and test sets stay unseen."""

import re

from babelix.text.splits import split_of
from tools.twins.words import Lists

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")  # "demi-tour" is no "tour"


class HeldOut:
    """Answers whether a pair may be trained on."""

    def __init__(self, lists: Lists) -> None:
        self.english = lists.words("held_out", "nouns") | lists.words("held_out", "adjectives")
        self.english |= {f"{noun}s" for noun in lists.words("held_out", "nouns")}
        self.english |= lists.words("held_out", "frames")
        self.french = lists.words("held_out", "french")
        self.french |= {f"{word}s" for word in self.french}
        self.together = [frozenset(pair.split("-")) for pair in lists.words("held_out", "never_together")]

    def reason(self, english: str, french: str) -> str | None:
        """Return why the pair is left out: a word held out, words held apart, the split; None where it may stay."""
        words = frozenset(WORD.findall(english.lower()))
        if found := words & self.english or frozenset(WORD.findall(french.lower())) & self.french:
            return f"held out: {', '.join(sorted(found))}"
        if found := next((pair for pair in self.together if pair <= words), frozenset()):
            return f"held apart: {', '.join(sorted(found))}"
        if words & {"cross", "crosses", "crossed"} and (
            found := words & {"animal", "street", "tired", "wide"}
        ):
            return f"held out of crossing: {', '.join(sorted(found))}"
        if split_of(english) != "train":
            return f"split: {split_of(english)}"
        return None
