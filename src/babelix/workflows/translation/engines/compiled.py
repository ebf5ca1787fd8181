"""Our own engine: a search that is one compiled program, for a Transformer on a processor in float32."""

from collections.abc import Callable, Sequence

from babelix.decoding import Hypothesis
from babelix.text import END, START
from babelix.transformer import Transformer
from babelix.transformer.compiled.program import Program, Rules
from babelix.workflows.translation.engines.choose import Plain

# Fewer are found by the model's step before the program is loaded, or compiled where it never ran.
_WORTH = 16


class Compiled:
    """Takes what is worth loading for, and anything once it is loaded."""

    def __init__(self, model: Transformer) -> None:
        self._program, self._loaded = Program(model), False

    def takes(self, sentences: int) -> bool:
        """Tell whether there are enough sentences, or were before, and the model is one for the program."""
        return (self._loaded or sentences >= _WORTH) and self._program.can_run

    def find(
        self,
        rows: Sequence[Sequence[int]],
        limits: Sequence[int],
        plain: Plain,
        batch_size: int,
        advance: Callable[[int], None],
    ) -> list[Hypothesis]:
        """Return the best hypothesis of each row, `batch_size` of them searched at once."""
        self._loaded = True
        rules = Rules(plain.beam, plain.alpha, START, END, plain.forbidden)
        return self._program.find([[*row, END] for row in rows], limits, rules, batch_size, advance)
