"""Our own engine: a search that is one compiled program, for a Transformer on a processor in float32."""

from collections.abc import Callable, Sequence

from babelix.decoding import Hypothesis
from babelix.text import END, START
from babelix.transformer import Transformer
from babelix.transformer.compiled.program import Program, Rules
from babelix.workflows.translation.engines.choose import Plain

# Fewer are found by the model's step before the program is loaded, or compiled where it never ran.
_WORTH, _WORTH_COMPILING = 16, 64


class Compiled:
    """Takes what is worth loading for, and anything once it is loaded.

    With `many`, as for a file that may be gone on with, few sentences are worth loading for, too: the last digits of a
    score are the program's or the step's, and shall not depend on how many sentences were left.
    """

    def __init__(self, model: Transformer, *, many: bool = False) -> None:
        self._program, self._worth = Program(model), 1 if many else _WORTH
        self._usable: bool | None = None

    def takes(self, sentences: int) -> bool:
        """Tell whether there are enough sentences, or were before, and the model is one for the program.

        Where no machine code can be made, all is left to the step.
        """
        if not self._program.can_run or self._usable is False:
            return False
        if self._usable is None and sentences >= self._worth:
            try:
                if sentences >= _WORTH_COMPILING or self._program.is_kept():
                    self._program.load()
                    self._usable = True
            except (
                Exception
            ):  # numba and LLVM raise anything where they cannot compile, and the step can do it all
                self._usable = False
        return bool(self._usable)

    def find(
        self,
        rows: Sequence[Sequence[int]],
        limits: Sequence[int],
        plain: Plain,
        batch_size: int,
        advance: Callable[[int], None],
    ) -> list[Hypothesis]:
        """Return the best hypothesis of each row, `batch_size` of them searched at once."""
        rules = Rules(plain.beam, plain.alpha, START, END, plain.forbidden)
        return self._program.find([[*row, END] for row in rows], limits, rules, batch_size, advance)
