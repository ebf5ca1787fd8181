"""Parser of BED lines, to be compiled (`babelix.genome.formats.bed`): importing it loads numba."""
# mypy: allow-untyped-defs, allow-untyped-calls

import numba
import numpy as np

from babelix.base.native import signature

TAB, NEWLINE, RETURN, SPACE, HASH, DOT = 9, 10, 13, 32, 35, 46
PLUS, MINUS, ZERO, NINE = 43, 45, 48, 57
MOST_FIELDS = 16
FINE, TOO_FEW, NOT_A_NUMBER, NEGATIVE, REVERSED, NOT_A_STRAND = 0, 1, 2, 3, 4, 5
_FNV_BASIS, _FNV_PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)
_LARGEST = 1 << 40


@numba.njit
def _starts_with_any(text, at, end, words):
    """Whether ``text[at:end]`` starts with one of `words`, each ended by a 0, the last by two."""
    i = 0
    while words[i] != 0:
        same, place = True, at
        while words[i] != 0:
            same = same and place < end and text[place] == words[i]
            i += 1
            place += 1
        if same:
            return True
        i += 1
    return False


@numba.njit
def _whole_number(text, at, end):
    """Return the number written in ``text[at:end]``, -1 when it is none, -2 when it is below zero."""
    sign = 1
    if at < end and text[at] == MINUS:
        sign = -1
        at += 1
    if at == end:
        return -1
    value = 0
    for i in range(at, end):
        if text[i] < ZERO or text[i] > NINE or value > _LARGEST:
            return -1
        value = 10 * value + text[i] - ZERO
    return value if sign == 1 or value == 0 else -2


@numba.njit
def _fields(text, at, end, spans):
    """Fill `spans` (flat) with start, end of up to 16 fields: split at tabs, or at blanks when there is no tab."""
    separator = SPACE
    for i in range(at, end):
        if text[i] == TAB:
            separator = TAB
            break
    count = 0
    begin = at
    for i in range(at, end + 1):
        if i == end or text[i] == separator:
            if separator == TAB or i > begin:
                if count < MOST_FIELDS:
                    spans[2 * count] = begin
                    spans[2 * count + 1] = i
                count += 1
            begin = i + 1
    return min(count, MOST_FIELDS)


@signature("uint8* int64 int64* int64 uint8* int64* int64* int8* uint64* int64* int64* -> int64")
def parse(text, size, columns, want_strand, skipped, fields, numbers, strands, hashes, spans_out, outcome):
    """Parse the BED lines of `text` (`size` bytes), which ends with a line end. All arrays are flat.

    `columns` holds the indices of chrom, start, end, name and strand (strand -1: the sixth column, or the fourth
    when there are fewer). `skipped` are the line beginnings that are no intervals, each ended by a 0, the last by
    two; `fields` is scratch for 2 x 16 numbers. Fills, one row per interval: `numbers` (line counted from 0, start,
    end), `strands` (+1, -1, 0), `hashes` (of the chromosome and of the name) and `spans_out` (their byte spans).
    `outcome` receives lines, and the error code and line (counted from 0) of the first line at fault. Return rows.
    """
    rows = 0
    line = -1
    at = 0
    fault = FINE
    while at < size and fault == FINE:
        end = at
        while text[end] != NEWLINE:
            end += 1
        following = end + 1
        line += 1
        if end > at and text[end - 1] == RETURN:
            end -= 1
        if end == at or text[at] == HASH or _starts_with_any(text, at, end, skipped):
            at = following
            continue
        count = _fields(text, at, end, fields)
        if count <= max(columns[0], columns[1], columns[2]):
            fault = TOO_FEW
            break
        start = _whole_number(text, fields[2 * columns[1]], fields[2 * columns[1] + 1])
        stop = _whole_number(text, fields[2 * columns[2]], fields[2 * columns[2] + 1])
        column = columns[4] if columns[4] >= 0 else (5 if count >= 6 else 3)
        strand = 0
        if column < count and fields[2 * column + 1] - fields[2 * column] == 1:
            sign = text[fields[2 * column]]
            strand = 1 if sign == PLUS else -1 if sign == MINUS else 0
        if start == -1 or stop == -1:
            fault = NOT_A_NUMBER
        elif start < 0 or stop < 0:
            fault = NEGATIVE
        elif stop < start:
            fault = REVERSED
        elif want_strand and strand == 0:
            fault = NOT_A_STRAND
        if fault != FINE:
            break
        numbers[3 * rows] = line
        numbers[3 * rows + 1] = start
        numbers[3 * rows + 2] = stop
        strands[rows] = strand
        for which in range(2):
            column = columns[0] if which == 0 else columns[3]
            begin = fields[2 * column] if column < count else 0
            finish = fields[2 * column + 1] if column < count else 0
            value = _FNV_BASIS
            for i in range(begin, finish):
                value = (value ^ np.uint64(text[i])) * _FNV_PRIME
            hashes[2 * rows + which] = value
            spans_out[4 * rows + 2 * which] = begin
            spans_out[4 * rows + 2 * which + 1] = finish
        rows += 1
        at = following
    outcome[0] = line + 1
    outcome[1] = fault
    outcome[2] = -1 if fault == FINE else line
    return rows
