"""What is tested: cases, strata, which SNPs lie in which annotation; by trait and all together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.annotated import Annotation, held
from babelix.enrichment.enrich.draws import Drawer, Spacing, sampled_p
from babelix.enrichment.enrich.exact import tails
from babelix.enrichment.enrich.joint import Joint, beside_draws, tables
from babelix.enrichment.enrich.loci import Loci, collapse, collapse_by_proxies
from babelix.enrichment.enrich.matrix import Matrix, Rule, matrix
from babelix.enrichment.enrich.matrix import Strata as Hits
from babelix.enrichment.enrich.results import Enriched
from babelix.enrichment.enrich.snps.catalogue import Catalogue, strengths
from babelix.enrichment.enrich.snps.joining import best, distinct, traits_of
from babelix.enrichment.enrich.strata import Strata
from babelix.workflows.enrichment.enrich.universe import Universe

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Study:
    """The SNPs that count, their `strata`, and `inside`: the rows that lie in each of `annotations`.

    The last annotation is the union of the others, of those without states if there are any. `proxies` are the rows
    that stand for each other.
    """

    catalogue: Catalogue
    universe: Universe
    strata: Strata
    annotations: tuple[Annotation, ...]
    inside: tuple[Rows, ...]
    loci: Loci
    proxies: Mapping[int, set[int]]

    @cached_property
    def hits(self) -> Hits:
        """How many SNPs of each stratum there are, and lie in each annotation."""
        return Hits(self.strata.sizes(), np.array([self.strata.of(rows) for rows in self.inside]))

    @property
    def several(self) -> bool:
        """Say whether the union of annotations is worth telling: that of segmentations is every base."""
        return sum(not each.state for each in self.annotations[:-1]) > 1

    @cached_property
    def cases(self) -> Rows:
        """The rows of all cases."""
        return distinct(self.universe.rows)

    @cached_property
    def _strength(self) -> NDArray[np.float64]:
        return strengths(self.catalogue.found)

    @cached_property
    def _untold(self) -> bool:
        return bool(np.isnan(self._strength).all())

    def leads(self, rows: Rows, of: Rows | slice = slice(None)) -> Rows:
        """Return the cases of some associations (`rows` (n), -1 for none) once they are collapsed to loci.

        `of` says which associations they are, by default all.

        Raises `RequestError` where no P is told by which they could be.
        """
        cases = distinct(rows)
        if not self.loci.any:
            return cases
        if self._untold:
            raise RequestError(
                f"{self.catalogue.path} tells no P values, by which cases are collapsed to loci; give a column p, or "
                "ask for `loci` none",
                setting="loci",
            )
        strength, pool = best(rows, self._strength[of], cases), self.universe.pool
        if self.loci.reach is None:
            return cases[collapse_by_proxies(cases, strength, self.proxies)]
        return cases[collapse(pool.chrom[cases], pool.position[cases], strength, self.loci.reach)]

    def enriched(self, cases: Rows) -> tuple[Enriched, ...]:
        """Return, for each annotation, the overlaps of some cases and their exact P."""
        drawn = self.strata.of(cases)[None]
        observed = held(self.inside, cases).sum(axis=1)[None]
        p = tails(observed, drawn, self.hits.pool, self.hits.hits).p[0]
        expected = self.hits.expected(drawn)[0]
        return tuple(
            Enriched(each.name, len(cases), int(count), float(mean), float(chance))
            for each, count, mean, chance in zip(self.annotations, observed[0], expected, p, strict=True)
        )

    def sampled(self, rows: tuple[Enriched, ...], cases: Rows, draws: int, seed: int) -> tuple[Enriched, ...]:
        """Return the same with the P of so many draws of controls, spaced as the cases are, and what they counted."""
        if not draws:
            return rows
        pool, reach = self.universe.pool, self.loci.reach
        spacing = Spacing(reach, pool.chrom, pool.position) if reach is not None else None
        counts = Drawer(self.strata.index, self.inside, [cases], seed, spacing).counts(draws)[:, 0]
        p = sampled_p(np.array([each.observed for each in rows]), counts)
        return tuple(
            replace(each, p_sampled=float(chance), drawn=tuple(drawn))
            for each, chance, drawn in zip(rows, p, counts.T.tolist(), strict=True)
        )

    def matrix(self, groups: Mapping[str, str], rule: Rule) -> Matrix | None:
        """Return the matrix of traits by annotations, cases collapsed within each trait; None without traits."""
        of: dict[str, list[int]] = {}
        rows = self.universe.rows
        for number, name in enumerate(traits_of(self.catalogue.found, groups)):
            if name and rows[number] >= 0:
                of.setdefault(name, []).append(number)
        names = list(of)
        if not names:
            return None
        own = [self.leads(rows[each], np.array(each)) for each in of.values()]
        return matrix(
            names,
            [each.name for each in self.annotations[:-1]],
            [np.searchsorted(self.cases, each) for each in own],
            held(self.inside[:-1], self.cases),
            Hits(self.hits.pool, self.hits.hits[:-1]),
            self.strata.index[self.cases].astype(np.int64),
            rule,
        )

    def joint(self, found: Matrix, draws: int, seed: int, rule: Rule) -> Joint | None:
        """Return the matrix beside so many draws, not spaced: cases of different traits are near each other too."""
        if not draws:
            return None
        own = [self.cases[each] for each in found.members]
        drawer = Drawer(self.strata.index, self.inside[:-1], own, seed)
        return beside_draws(
            found, tables(found.drawn, self.hits.pool, self.hits.hits[:-1]), drawer, draws, rule
        )
