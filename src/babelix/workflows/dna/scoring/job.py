"""Variants scored into files: rows are kept as they are scored, so that a job goes on where it was stopped.

Scores are kept in a journal beside the first of the files, and the files are made of it when it is whole. With several
shares each has a journal of its own, and the process that finds all of them whole makes the files: the same bytes as
one process makes.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from babelix.base.arguments import checked
from babelix.base.errors import BabelixError, RequestError
from babelix.base.locks import held
from babelix.base.partial import Partial
from babelix.base.progress import Listener, Reporter, silent, tell
from babelix.base.stopping import Stopping
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring import journal
from babelix.workflows.dna.scoring.alleles import read_asked
from babelix.workflows.dna.scoring.outputs import Outputs, write_outputs
from babelix.workflows.dna.scoring.request import differing, request
from babelix.workflows.dna.scoring.results import About, Scored, count_fates
from babelix.workflows.dna.scoring.score import Scoring, open_scorer
from babelix.workflows.dna.scoring.scorer import Scorer
from babelix.workflows.dna.scoring.share import Share
from babelix.workflows.dna.scoring.vcf import refuse_many

# Seconds of work, and rows, that a kill may cost.
_SECONDS, _ROWS = 2.0, 1_000


@dataclass(frozen=True)
class Finished:
    """What scored, how many alleles have which fate; no file is written while shares are `missing`."""

    about: About
    fates: dict[str, int]
    missing: tuple[int, ...] = ()


class Job:
    """The scoring of what is `asked` into files; `open_job` makes one."""

    def __init__(self, asked: Sequence[str], scorer: Scorer, outputs: Outputs, share: Share) -> None:
        self.scorer = scorer
        self._asked, self._outputs, self._share = asked, outputs, share
        self._first = next(iter(outputs.paths.values()))
        self.path = share.journal(self._first)
        self._start, self._stop = share.bounds(sum(1 for _ in read_asked(asked)))
        self.total = self._stop - self._start
        self.done = 0
        self.kept: Path | None = None
        self._request: dict[str, Any] = {}
        self._partial: Partial | None = None
        self._sound = True

    @property
    def about(self) -> About:
        """What scores."""
        return self.scorer.about

    def begin(self, wanted: dict[str, Any], *, resume: bool) -> None:
        """Begin, or go on. Raises `RequestError` for an earlier attempt not asked for, or of another request."""
        self._request = wanted
        if self.path.exists():
            if not resume:
                raise RequestError(
                    f"{self.path} holds the scores of an earlier attempt; go on with it by `resume`, or delete it to "
                    "begin anew",
                    setting="resume",
                )
            self._refuse_other(self.path)
            self.done, self.kept = self.total, self.path
            return
        mine = {**wanted, "share": [self._share.number, self._share.of]}
        self._partial = Partial.begin(self.path, mine, resume=resume)
        self.done = int(self._partial.done.get("alleles", 0))

    def run(self, listener: Listener = silent, each: Callable[[Scored], None] = lambda _: None) -> Finished:
        """Score what is left and write the files, telling `each` of every row. What was scored stays if stopped.

        Raises `TaskError` on a full disk.
        """
        if self._partial is not None:
            self._score(self._partial, listener)
        if self._share.of == 1:
            return self._write(each)
        with held(self._first.with_name(f"{self._first.name}.scores.lock")):
            return self._write(each)

    def _score(self, partial: Partial, listener: Listener) -> None:
        if self.done:
            tell(listener, "scoring", f"{self.done:,} of {self.total:,} alleles are scored already")
        reporter = Reporter(listener, "scoring", self.total, "alleles", done=self.done)
        alleles = islice(read_asked(self._asked), self._start + self.done, self._stop)
        lines: list[str] = []
        with Stopping() as stopping:
            try:
                last = time.monotonic()
                for row in self.scorer.score(alleles):
                    lines.append(journal.line(row))
                    reporter.advance()
                    if len(lines) >= _ROWS or time.monotonic() - last >= _SECONDS:
                        with stopping.whole():
                            self._keep(partial, lines)
                        last = time.monotonic()
                with stopping.whole():
                    self._keep(partial, lines)
                    partial.finish()
                self.kept = self.path
            except BaseException:
                self._leave(partial, lines)
                raise

    def _keep(self, partial: Partial, lines: list[str]) -> None:
        self._sound = False
        begun = "" if partial.done else journal.first_line(self._request)
        done = self.done + len(lines)
        partial.add(begun + "".join(lines), alleles=done)
        self.done = done
        lines.clear()
        self._sound = True

    def _leave(self, partial: Partial, lines: list[str]) -> None:
        """Keep what was scored last, unless it was keeping that failed."""
        try:
            if self._sound and lines:
                self._keep(partial, lines)
        except BabelixError:
            pass  # what stopped the job is told; what was kept before stays
        self.kept = partial.leave()

    def _write(self, each: Callable[[Scored], None]) -> Finished:
        about, journals = self.about, self._share.journals(self._first)
        missing = tuple(number for number, path in enumerate(journals, start=1) if not path.exists())
        if missing:
            # Another process that ended just now may have written the files, and taken all away.
            return Finished(about, {}, () if self._share.number in missing else missing)
        for path in journals:
            self._refuse_other(path)
        own = self.scorer.own.header if self.scorer.own is not None else ()
        fates: Counter[str] = Counter()
        rows = journal.read_rows(journals, about.tracks)
        with Stopping():
            for row in write_outputs(self._outputs, self._asked, about, own, rows):
                fates[row.fate] += 1
                each(row)
            for path in journals:
                path.unlink()
        self.kept = None
        return Finished(about, count_fates(fates.elements()))

    def _refuse_other(self, path: Path) -> None:
        names = differing(journal.read_first(path), self._request)
        if names:
            raise RequestError(
                f"{path} is of another request: {', '.join(names)} differ; ask for the same, or delete it to begin anew"
            )


@checked
def open_job(
    asked: list[str],
    model: str,
    source: Source,
    scoring: Scoring,
    outputs: Outputs,
    share: Share | None = None,
    resume: bool = False,
    listener: Listener = silent,
) -> Job:
    """Return the job of scoring what is `asked` into the files of `outputs`, begun or, with `resume`, gone on with.

    Raises `RequestError` as `score_variants` does, and where files or an earlier attempt do not fit.
    """
    outputs.check(asked)
    scorer = open_scorer(asked, model, source, scoring, listener)
    if outputs.out is not None:
        refuse_many(scorer.about)
    job = Job(asked, scorer, outputs, share or Share())
    job.begin(request(asked, source, scorer, outputs, scoring), resume=resume)
    return job
