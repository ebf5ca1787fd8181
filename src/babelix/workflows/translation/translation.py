"""What a translator returns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from babelix.decoding import Hypothesis
from babelix.workflows.translation.reader import Line


@dataclass(frozen=True)
class Part:
    """One sentence of a line and its translation, with the figures of `Translation`."""

    source: str
    text: str
    log_probability: float
    score: float
    subwords: int = 0

    @property
    def confidence(self) -> float:
        """The log-probability a subword."""
        return per_subword(self.log_probability, self.subwords)


@dataclass(frozen=True)
class Translation:
    """One translation: its text, log P(text | source) in nats, and the length-penalised score that ranked it.

    Of a line with several sentences both figures are sums over its `parts`, and the score compares only with others of
    that line; the parts of a line that is one sentence are not given. `remark` says in words what to know of it.
    `subwords` are those the model wrote, the end tokens included; none where there was nothing for it to translate.
    """

    text: str
    log_probability: float
    score: float
    parts: tuple[Part, ...] = ()
    remark: str = ""
    subwords: int = 0

    @property
    def confidence(self) -> float:
        """The log-probability a subword, in nats: near 0 where the model was sure, and 0 where it wrote nothing."""
        return per_subword(self.log_probability, self.subwords)

    @property
    def least(self) -> float:
        """The confidence of the least sure sentence of the line."""
        return min((part.confidence for part in self.parts), default=self.confidence)

    def __str__(self) -> str:
        return self.text


def per_subword(log_probability: float, subwords: int) -> float:
    """Return the mean log-probability of `subwords` subwords; 0 of none."""
    return log_probability / subwords if subwords else 0.0


def written(text: str, hypothesis: Hypothesis, remark: str = "") -> Translation:
    """Return what a search found as a translation."""
    length = len(hypothesis.tokens) + hypothesis.finished
    return Translation(text, hypothesis.log_probability, hypothesis.score, remark=remark, subwords=length)


def join(line: Line, made: Sequence[Translation]) -> Translation:
    """Return the translation of a line of the translations of its parts: texts as they stood, figures summed."""
    text = line.cut.join([each.text for each in made])
    remark = "; ".join(filter(None, [line.remark, *(each.remark for each in made)]))
    if len(made) == 1:
        return replace(made[0], text=text, remark=remark)
    return Translation(
        text,
        sum((each.log_probability for each in made), 0.0),
        sum((each.score for each in made), 0.0),
        tuple(
            Part(source, each.text, each.log_probability, each.score, each.subwords)
            for source, each in zip(line.cut.parts, made, strict=True)
        ),
        remark,
        sum(each.subwords for each in made),
    )


def join_best(line: Line, made: Sequence[Sequence[Translation]], n: int) -> list[Translation]:
    """Return the `n` translations of a line with the highest scores that translations of its parts can make.

    No two of them have the same texts: the better one stays.
    """
    if not any(line.rows):  # there was nothing to translate
        return [join(line, [row[0] for row in made])] * n
    best: list[tuple[Translation, ...]] = [()]
    for row in made:
        longer = [(*before, each) for before in best for each in row]
        longer.sort(key=lambda parts: sum(part.score for part in parts), reverse=True)
        different: dict[tuple[str, ...], tuple[Translation, ...]] = {}
        for parts in longer:
            different.setdefault(tuple(part.text for part in parts), parts)
        best = list(different.values())[:n]
    return [join(line, parts) for parts in best]
