"""Activations of a reference sequence, kept, and alternatives of it computed from them: only what an edit changes.

fastISM (Nair et al. 2022): an edit changes, at each node, only the places that see it. Of those, only those that the
wanted outputs still see are computed; the rest is read from the reference. Behind an indel the reference
is read at places moved by as much: the same numbers, since a convolution knows no place. Why so:
decisions/dna/only-what-a-variant-changes.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from babelix.tracks.incremental.net import Net, Source

Span = tuple[int, int]


@dataclass(frozen=True)
class Edit:
    """The bases ``[start, end)`` of the reference become `bases`, one-hot (4, any length)."""

    start: int
    end: int
    bases: Tensor

    @property
    def change(self) -> int:
        """By how many bases the sequence grows."""
        return self.bases.shape[-1] - (self.end - self.start)


class Reference:
    """What every node of `net` gives for a sequence, where edits within a span may need it.

    `one_hot` (4, bases) begins at base `start`. Only edits within `edits` may be asked for, and only such whose change
    of length is at most `slack`; None keeps everything.
    """

    def __init__(
        self, net: Net, one_hot: Tensor, start: int, edits: Span | None = None, slack: int = 0
    ) -> None:
        self.net, self._edits = net, edits
        self._first: list[int] = []
        self._kept: list[Tensor] = []
        end = start + one_hot.shape[-1]
        values, spans = [one_hot[None]], [(start, end)]
        for node, (left, right) in zip(net.nodes, net.reads[1:], strict=True):
            begin, stop = start + left, end - right
            inputs = [_cut(values[each.node], spans[each.node], each, begin, stop) for each in node.sources]
            values.append(node.compute(*inputs))
            spans.append((begin, stop))
        for value, span, keep in zip(values, spans, self._spans_kept(spans, slack), strict=True):
            low, high = max(span[0], keep[0]), min(span[1], keep[1])
            self._first.append(low)
            whole = (low, high) == span
            self._kept.append(value[0] if whole else value[0, :, low - span[0] : high - span[0]].clone())

    def _spans_kept(self, spans: list[Span], slack: int) -> list[Span]:
        """Return what may be read of each node: beside the places of the next ones that edits can change."""
        if self._edits is None:
            return spans
        found = [(spans[-1][1], spans[-1][0])] * (len(spans) - 1) + [spans[-1]]
        for node, (left, right), span in zip(self.net.nodes, self.net.reads[1:], spans[1:], strict=True):
            begin = max(self._edits[0] - right - slack, span[0])
            end = min(self._edits[1] + left + slack, span[1])
            for each in node.sources:
                low, high = found[each.node]
                found[each.node] = (
                    min(low, begin - each.left - slack),
                    max(high, end + each.right + slack),
                )
        return found

    def outputs(self, wanted: Span) -> Tensor:
        """Return the reference's outputs ``[first, last)`` (channels, places)."""
        return self._piece(len(self.net.nodes), *wanted)

    def alternatives(self, edits: Sequence[Edit], wanted: Sequence[Span]) -> Tensor:
        """Return the outputs of each edited sequence (edits, channels, places), places counted from its own left.

        Edit by edit `wanted` says which outputs; all must be equally many. What lies right of an edit stands `change`
        places further right than in the reference. Raises `ValueError` for spans of several lengths.
        """
        width = wanted[0][1] - wanted[0][0]
        if any(last - first != width for first, last in wanted):
            raise ValueError(
                f"expected as many outputs of every edit, got {sorted({b - a for a, b in wanted})}"
            )
        made: list[Sequence[Tensor] | Tensor] = [[edit.bases for edit in edits]]
        starts = [[edit.start for edit in edits]]
        for number, node in enumerate(self.net.nodes, start=1):
            begin, places = self._to_compute(number, edits, wanted)
            starts.append(begin)
            if places == 0:
                made.append(())
                continue
            inputs = [
                self._read(
                    each.node,
                    edits,
                    (made, starts),
                    [b - each.left for b in begin],
                    places + each.left + each.right,
                )
                for each in node.sources
            ]
            made.append(node.compute(*inputs))
        return self._read(len(self.net.nodes), edits, (made, starts), [first for first, _ in wanted], width)

    def _changed(self, number: int, edit: Edit) -> Span:
        """Return the places of a node that see `edit`."""
        left, right = self.net.reads[number]
        return edit.start - right, edit.start + edit.bases.shape[-1] + left

    def _to_compute(
        self, number: int, edits: Sequence[Edit], wanted: Sequence[Span]
    ) -> tuple[list[int], int]:
        """Return where to begin at each edit, and how many places: those changed that the wanted outputs see.

        All edits compute as many places, as one batch; those with fewer changed ones compute some beside them too.
        """
        left, right = self.net.read_by_output[number]
        seen = [(first - left, last + right) for first, last in wanted]
        spans = []
        for edit, (low, high) in zip(edits, seen, strict=True):
            begin, end = self._changed(number, edit)
            spans.append((max(begin, low), min(end, high)))
        width = max(0, *(end - begin for begin, end in spans))
        begins = [
            min(max(begin, low), high - width) for (begin, _), (low, high) in zip(spans, seen, strict=True)
        ]
        return begins, width

    def _read(
        self,
        number: int,
        edits: Sequence[Edit],
        computed: tuple[list[Sequence[Tensor] | Tensor], list[list[int]]],
        begins: Sequence[int],
        places: int,
    ) -> Tensor:
        """Return a node's values for each edited sequence from `begins` on (edits, channels, places)."""
        made, starts = computed[0][number], computed[1][number]
        if len(edits) == 1 and len(made) and starts[0] <= begins[0]:
            alone = made[0][:, begins[0] - starts[0] : begins[0] - starts[0] + places]
            if alone.shape[-1] == places:
                return alone[None]
        channels = self._kept[number].shape[0]
        found = torch.empty(
            (len(edits), channels, places), dtype=self._kept[number].dtype, device=self._kept[number].device
        )
        for row, (edit, begin) in enumerate(zip(edits, begins, strict=True)):
            end = begin + places
            low, high = (min(max(each, begin), end) for each in self._changed(number, edit))
            if begin < low:
                found[row, :, : low - begin] = self._piece(number, begin, low)
            if low < high:
                found[row, :, low - begin : high - begin] = made[row][
                    :, low - starts[row] : high - starts[row]
                ]
            if high < end:
                found[row, :, high - begin :] = self._piece(number, high - edit.change, end - edit.change)
        return found

    def _piece(self, number: int, begin: int, end: int) -> Tensor:
        first, kept = self._first[number], self._kept[number]
        if begin < first or end > first + kept.shape[-1]:
            raise ValueError(
                f"node {number}: expected places within {first} to {first + kept.shape[-1]}, the ones kept, "
                f"got {begin} to {end}; keep those of more edits, or of a longer sequence"
            )
        return kept[:, begin - first : end - first]


def _cut(value: Tensor, span: Span, source: Source, begin: int, end: int) -> Tensor:
    return value[..., begin - source.left - span[0] : end + source.right - span[0]]
