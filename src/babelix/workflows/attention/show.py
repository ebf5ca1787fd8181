"""What a model attends to, shown: texts or an example read, a layer, head and word chosen, the table made."""

from dataclasses import dataclass

from babelix.base.arguments import checked, checked_fields
from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionSet
from babelix.inspection.choice import RULE, Choice, Line, choose, table
from babelix.workflows.attention.attend import attention
from babelix.workflows.attention.examples import example
from babelix.workflows.runs.shipped import DEFAULT


@checked_fields
@dataclass(frozen=True)
class Wishes:
    """What is asked for: texts, or an example that chooses everything but the model by itself."""

    texts: tuple[str, ...] = ()
    """What the model reads; two are shown beside each other."""
    model: str | None = None
    """A shipped model, a run, a transformers folder or a hub name; en-fr, or the example's own, when None."""
    translation: str | None = None
    """The translation (of a decoder: the continuation) to read, instead of the model's own."""
    generate: int = 0
    """Tokens a decoder adds to the text."""
    kind: str | None = None
    layer: int | None = None
    head: int | None = None
    word: str | None = None
    """What is chosen of the attention: see `babelix.inspection.choice.choose`."""
    example: str | None = None
    """A picture of the lecture, by name."""
    most: int = 5
    """Tokens in a line of the table."""
    trust_code: bool = False
    """Whether code that comes with the model may run here."""


@dataclass(frozen=True)
class Shown:
    """Attention that was read, what of it is looked at, and for each text a table of what is attended to most."""

    sets: list[AttentionSet]
    choice: Choice
    tables: list[list[Line]]
    rule: str = RULE
    """How the table's weights were made."""

    @property
    def model(self) -> str:
        """The model's name."""
        return self.sets[0].maps[0].model

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the maps that are looked at, such as layers without attention."""
        shown = [one for text in self.sets if (one := text.get(self.choice.kind))]
        return tuple(dict.fromkeys(one.note for one in shown if one.note))


@checked
def show(wishes: Wishes) -> Shown:
    """Return what was asked for. Raises `RequestError` for wishes that do not go together or cannot be met."""
    _check(wishes)
    if wishes.example is not None:
        found = example(wishes.example, wishes.model)
        sets, choice = found.sets, found.choice
    else:
        sets = attention(
            wishes.model or DEFAULT,
            wishes.texts,
            wishes.translation,
            generate=wishes.generate,
            trust_code=wishes.trust_code,
        )
        choice = choose(sets, wishes.kind, wishes.layer, wishes.head, wishes.word)
    return Shown(sets, choice, table(sets, choice, wishes.most))


def _check(wishes: Wishes) -> None:
    if wishes.most < 1:
        raise RequestError(f"`most` must be at least 1, got {wishes.most}", setting="most")
    if bool(wishes.texts) == (wishes.example is not None):
        raise RequestError(
            'expected a text or an `example`, and not both: babelix attention "A dog barks."',
            setting="example",
        )
    free = Wishes(model=wishes.model, example=wishes.example, most=wishes.most)
    if wishes.example is not None and wishes != free:
        raise RequestError(
            "an `example` chooses its own word, kind, layer and head; only `model` may be given with it",
            setting=("example", "model"),
        )
