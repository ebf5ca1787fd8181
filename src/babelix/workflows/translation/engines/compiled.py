"""Our own engine: a search that is one compiled program, for a Transformer on a processor in float32."""

from collections.abc import Callable, Sequence

from babelix.base.progress import Listener, tell
from babelix.decoding import Hypothesis
from babelix.text import END, START
from babelix.transformer.compiled.named import Source
from babelix.transformer.compiled.program import Program, Rules
from babelix.workflows.translation.engines.choose import Asked

# The step takes some half as long for so many as compiling takes: who waits for the step no longer than for machine
# code waits at most twice as long as who had known how many would come.
_WORTH_COMPILING = 64


class Compiled:
    """Takes anything where machine code is kept, and what is worth making it where there is none, in however many calls
    and processes it comes.

    Loading costs what the step takes for a sentence or two. The last digits of a score are the program's or the step's:
    once there is machine code they do not depend on how many sentences come, or are left of a file.
    """

    lacks = ""

    def __init__(self, source: Source) -> None:
        self._program = Program(source)
        self._usable: bool | None = None

    def takes(self, sentences: int, listener: Listener) -> bool:
        """Tell whether there is machine code, or enough sentences to make it, and the model is one for the program.

        Where none can be made, all is left to the step, and the listener told.
        """
        if not self._program.can_run or self._usable is False:
            return False
        if self._usable is None:
            try:
                kept = self._program.is_kept()
                if not kept and self._program.wanted(sentences) < _WORTH_COMPILING:
                    return False
                if not kept:
                    told = "compiling the search for this processor: some 10 seconds of it, once"
                    tell(listener, "translating", told)
                self._program.load()
                self._usable = True
            except (
                Exception
            ) as error:  # numba and LLVM raise anything where they cannot compile, and the step can do it all
                self._usable = False
                why = (str(error).splitlines() or [type(error).__name__])[0]
                told = f"the search cannot be compiled here ({why}): token by token it takes longer"
                tell(listener, "translating", told)
        return bool(self._usable)

    def bytes(self, asked: Asked) -> int:
        """Return about how many bytes finding takes at most, the weights made ready among them."""
        return self._program.bytes(*self._told(asked))

    def find(self, asked: Asked, advance: Callable[[int], None]) -> list[Hypothesis]:
        """Return the best hypothesis of each row, so many of them searched at once as a batch has, or memory holds."""
        return self._program.find(*self._told(asked), advance)

    def _told(self, asked: Asked) -> tuple[list[list[int]], Sequence[int], Rules, int]:
        plain = asked.plain
        rules = Rules(plain.beam, plain.alpha, START, END, plain.forbidden)
        return [[*row, END] for row in asked.rows], asked.limits, rules, asked.batch_size
