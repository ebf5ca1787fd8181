"""Searches by beam in compiled code: a Transformer on a processor in float32, many sentences at once.

Sentences have slots. One that is done leaves its slot and the next one moves in, so that products stay large; a step
takes all slots one token further, each at its own place. What is found is what `beam_search` finds over
`TransformerStep`, which stay the readable reference: the same strings, wherever two hypotheses do not tie within
rounding.
See decisions/translation/decoding-is-a-program-of-its-own.md.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from babelix.base.errors import RequestError
from babelix.base.memory import free_memory
from babelix.base.native import Native
from babelix.decoding.hypothesis import Hypothesis, check_request, check_widths, length_penalty, no_numbers
from babelix.decoding.memory import fitting_batch
from babelix.training.stored import Floats, Packed
from babelix.transformer.compiled import layout
from babelix.transformer.compiled.inputs import Beside, add, beside, positions
from babelix.transformer.compiled.named import Named, Source
from babelix.transformer.compiled.sizes import (
    Part,
    like_lengths,
    near_words,
    row_width,
    slot_bytes,
    step_work,
)
from babelix.transformer.compiled.weights import Ready, Wholes, likely_kind, ready, room

_ROOM = "babelix.transformer.compiled"
_SOURCES = (
    "babelix.base.vectors",
    "babelix.base.compiled.sums",
    *(f"{_ROOM}.{name}" for name in ("vectors", "tiles", "layer_kernels", "search_kernels", "layout")),
)
_encode, _search = (
    Native(f"{_ROOM}.program_kernels", name, sources=_SOURCES) for name in ("encode", "search")
)
_PRODUCT = (
    "babelix.base.vectors",
    "babelix.base.compiled.sums",
    *(f"{_ROOM}.{name}" for name in ("vectors", "tiles", "readings", "byte_sums", "layout")),
)
products = {
    kind: Native(f"{_ROOM}.product_kernels", "product", sources=_PRODUCT, kinds={"weight": kind})
    for kind in layout.ROW_WORDS
}
# Tokens encoded at once: their activations stay near.
_TOKENS = 1024
# Multiplications of one call, at most: what asks to stop is heard between calls. Some tenths of a second, one thread.
_WORK = 4_000_000_000
# A step of fewer rows waits for weights from memory, and takes as long as one of so many.
_ROWS = 8


class Rules(NamedTuple):
    """What a search is told; `forbidden` tokens are never said, and `start` and `end` are."""

    beam: int
    alpha: float
    start: int
    end: int
    forbidden: tuple[int, ...] = ()


class Program:
    """The searches of one model. Its weights are made ready at the first search, and again where they have changed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._made: tuple[object, Named, Ready] | None = None

    @property
    def can_run(self) -> bool:
        """Tell whether the model is one for this program."""
        return self._source.can_run

    def is_kept(self) -> bool:
        """Tell whether there is machine code for this processor already: to make it takes some 10 seconds."""
        return all(each.is_kept() for each in self._natives())

    def wanted(self, sentences: int) -> int:
        """Return how many sentences the machine code was wanted for while it was not there, with so many now."""
        return _search.wanted(sentences)

    def load(self) -> None:
        """Load the machine code, or make it; where that is not possible, raises what numba or LLVM raise."""
        for each in self._natives():
            each.load()

    def _natives(self) -> tuple[Native, ...]:
        return _encode, _search, products[likely_kind(self._source.named())]

    def find(
        self,
        sources: Sequence[Sequence[int]],
        limits: Sequence[int],
        rules: Rules,
        slots: int,
        advance: Callable[[int], None],
    ) -> list[Hypothesis]:
        """Return the best hypothesis of each source, whose end token is its last, of at most its limit of tokens.

        Sources of like length stand beside each other, and `slots` of them are searched at once; `advance` is told how
        many are done. Where memory is short, fewer are. Raises as `beam_search` does, of memory where one is too many.
        """
        self._check(limits, rules)
        found: list[Hypothesis] = []
        (given, made), free = self._ready(), free_memory()
        beam: dict[str, Any] = {"width": rules.beam, "setting": "beam", "free": free}
        for part in like_lengths(sources, limits):
            each, longest = slot_bytes(made.table, rules.beam, part)
            held = fitting_batch(min(slots, len(part)), each=each, longest=longest, **beam)
            more = beside(given, [source for source, _ in part])
            found += _Batch(made, positions(given, part), part, rules, held, more).run(advance)
        return found

    def bytes(self, sources: Sequence[Sequence[int]], limits: Sequence[int], rules: Rules, slots: int) -> int:
        """Return about how many bytes a search takes at most: the weights made ready, and what is held at once."""
        (_, made), most = self._ready(), 0
        for part in like_lengths(sources, limits):
            each, longest = slot_bytes(made.table, rules.beam, part)
            most = max(most, min(slots, len(part)) * each + 4 * max(_TOKENS, longest) * row_width(made.table))
        return 4 * made.weights.size + most

    def _check(self, limits: Sequence[int], rules: Rules) -> None:
        size = self._source.named().vocabulary
        check_request(rules.end, limits, rules.forbidden)
        check_widths(rules.beam, 1, rules.alpha)
        named = (rules.start, rules.end, *rules.forbidden)
        if not all(0 <= token < size for token in named):
            raise RequestError(f"a token of {named} is outside the vocabulary of {size} (0 to {size - 1})")

    def _ready(self) -> tuple[Named, Ready]:
        version = self._source.version
        if self._made is None or self._made[0] != version:
            given = self._source.named()
            for each in given.weights.values():
                if np.isnan(each.scale if isinstance(each, Packed) else each).any():
                    raise no_numbers()
            self._made = version, given, ready(given)
        return self._made[1:]


class _Batch:
    """Sentences of like length on their way through the slots."""

    def __init__(
        self,
        made: Ready,
        positions: Floats,
        part: Part,
        rules: Rules,
        slots: int,
        beside: list[Beside] | None,
    ) -> None:
        self._weights, self._positions, self._part, self._rules = made.weights, positions, part, rules
        self._beside = beside
        table = self._table = made.table.copy()
        steps, source = max(limit for _, limit in part), max(len(source) for source, _ in part)
        beam = rules.beam
        table[layout.STEPS : layout.ENOUGH] = (
            steps,
            source,
            beam,
            slots,
            rules.start,
            rules.end,
            len(rules.forbidden),
        )
        table[layout.MOST] = max(1, _WORK // (max(_ROWS, slots * beam) * step_work(table)))
        heads = 2 * int(table[layout.HEADS_PAD])
        rows = max(slots * beam, _TOKENS, source)
        self._near = room(near_words(table, rows))
        table[layout.PRODUCT], table[layout.NEAR] = products[made.kind].address(), self._near.ctypes.data
        self._x = room(rows, row_width(table))
        self._memory = room(slots, int(table[layout.DECODER_LAYERS]), source, heads)
        self._past = room(int(table[layout.DECODER_LAYERS]), steps + 1, slots, beam, heads)
        self._logits = room(slots * beam, int(table[layout.VOCABULARY_PAD]))
        self._scores = room(max(steps, source) + 32)
        self._slots = np.zeros((slots, layout.FIELDS), np.int64)
        self._places = np.zeros(slots * beam, np.int64)
        self._said = np.zeros((slots, steps + 1, beam), np.int64)
        self._origin = np.zeros((slots, beam, steps + 1), np.int64)
        self._totals = np.zeros((slots, beam))
        self._results = np.zeros((slots, 2))
        self._penalties = np.array([length_penalty(length, rules.alpha) for length in range(steps + 1)])
        self._forbidden = np.array([*rules.forbidden, 0], np.int64)
        self._values = np.zeros(slots * beam * (beam + 1), np.float32)
        self._tokens = np.zeros(slots * beam * (beam + 1), np.int64)
        self._best = np.zeros((slots, steps), np.int64)
        self._kept, self._moved, self._merged = (
            np.zeros(beam),
            np.zeros(2 * beam, np.int64),
            np.zeros(beam, np.int64),
        )
        self._numbers = np.zeros(slots, np.int64)

    def run(self, advance: Callable[[int], None]) -> list[Hypothesis]:
        """Return the best hypothesis of each sentence."""
        found: dict[int, Hypothesis] = {}
        waiting = 0
        while len(found) < len(self._part):
            waiting = self._admit(waiting)
            active = int((self._slots[:, layout.STATE] == layout.SEARCHED).sum())
            left = len(self._part) > waiting
            enough = self._table[layout.ENOUGH] = max(1, active // 4) if left else active
            while (ready := self._steps()) < enough:
                if ready < 0:
                    raise no_numbers()
            done = np.flatnonzero(self._slots[:, layout.STATE] == layout.DONE)
            for slot in done.tolist():
                found[int(self._numbers[slot])] = self._hypothesis(slot)
            self._slots[done, layout.STATE] = layout.FREE
            advance(len(done))
        return [found[number] for number in range(len(self._part))]

    def _admit(self, waiting: int) -> int:
        """Encode the next sentences into the slots that are free; return the number of the first that waits on."""
        free = np.flatnonzero(self._slots[:, layout.STATE] == layout.FREE).tolist()
        while free and waiting < len(self._part):
            some, size = list[int](), 0
            while free and waiting < len(self._part):
                length = len(self._part[waiting][0])
                if some and size + length > _TOKENS:
                    break
                slot = free.pop(0)
                self._begin(slot, waiting)
                some.append(slot)
                waiting, size = waiting + 1, size + length
            self._encode(self._numbers[some].tolist(), np.array(some, np.int64))
        return waiting

    def _encode(self, some: Sequence[int], slots: Wholes) -> None:
        sources = [self._part[number][0] for number in some]
        lengths = np.array([len(source) for source in sources], np.int64)
        tokens = np.concatenate([np.asarray(source, np.int64) for source in sources])
        table, layers = self._table, int(self._table[layout.ENCODER_LAYERS])
        d, heads = int(table[layout.D_PAD]), int(table[layout.HEADS_PAD])
        each = 4 * d * heads + 2 * d * int(table[layout.FF_PAD]) + 2 * heads * max(map(len, sources))
        together = max(1, _WORK // (each * len(tokens)))
        bounds = [(begin, min(layers, begin + together)) for begin in range(0, layers, together)]
        if self._beside is None:
            bounds[0] = -1, bounds[0][1]
        else:
            bounds.insert(0, (-1, 0))
        for begin, end in bounds:
            _encode(
                *(self._weights, table, self._positions, self._x, self._memory, tokens, lengths),
                *(len(sources), slots, self._scores, begin, end),
            )
            if begin < 0 and self._beside is not None:
                add([self._beside[number] for number in some], lengths, self._x, d, int(table[layout.D]))

    def _begin(self, slot: int, number: int) -> None:
        source, limit = self._part[number]
        self._slots[slot] = layout.SEARCHED, 0, limit, len(source), 1, 0, 0
        self._numbers[slot] = number
        self._said[slot, 0, 0], self._origin[slot, 0, 0] = self._rules.start, 0
        self._totals[slot], self._results[slot] = 0.0, (0.0, -np.inf)

    def _steps(self) -> int:
        return int(
            _search(
                *(
                    self._weights,
                    self._table,
                    self._positions,
                    self._x,
                    self._memory,
                    self._past,
                    self._logits,
                ),
                *(self._scores, self._slots, self._places, self._said, self._origin, self._totals),
                *(self._results, self._penalties, self._forbidden, self._values, self._tokens),
                *(self._best, self._kept, self._moved, self._merged),
            )
        )

    def _hypothesis(self, slot: int) -> Hypothesis:
        length, ended = int(self._slots[slot, layout.BEST]), bool(self._slots[slot, layout.ENDED])
        total = float(self._results[slot, 0])
        said = tuple(self._best[slot, :length].tolist())
        return Hypothesis(said, total, total / float(self._penalties[length + ended]), ended)
