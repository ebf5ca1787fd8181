"""Files that are learnt from together must name the same marks, and every mark must occur somewhere."""

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.chromatin.marks.errors import differing_marks
from babelix.chromatin.marks.files import Marks


class SameMarks:
    """Looks at one file after another; remembers of each only its marks."""

    def __init__(self) -> None:
        self._first: tuple[tuple[str, ...], str] | None = None
        self._present: NDArray[np.bool_] = np.zeros(0, bool)
        self._files = 0

    def add(self, marks: Marks) -> None:
        """Raise `RequestError` when `marks` names other marks, or the same in another order, than the first file."""
        self._files += 1
        present = (marks.patterns == 1).any(axis=0)
        if self._first is None:
            self._first, self._present = (marks.names, marks.origin), present
        elif marks.names != self._first[0]:
            raise differing_marks(*self._first, marks.names, marks.origin)
        else:
            self._present |= present

    def finish(self) -> tuple[str, ...]:
        """Return the marks' names. Raises `RequestError` for a mark that no bin of any file has."""
        assert self._first is not None
        names, origin = self._first
        if not self._present.all():
            raise RequestError(
                f"{origin}, line 2: mark {names[int(np.argmin(self._present))]} is present in no bin of "
                f"{self._files} file(s), so nothing can be learnt from it; leave the mark out"
            )
        return names
