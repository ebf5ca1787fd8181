import pytest

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.enrichment.enrich.annotated import together
from babelix.enrichment.enrich.snps.catalogue import read_catalogue
from babelix.enrichment.enrich.snps.joining import wanted_names
from babelix.enrichment.enrich.snps.pool import read_pool
from babelix.workflows.enrichment.enrich.reading import read_annotations
from babelix.workflows.enrichment.enrich.settings import Matching
from babelix.workflows.enrichment.enrich.universe import counted, remarks, universe_of


def read(folder):
    catalogue = read_catalogue(folder / "catalogue.txt")
    pool = read_pool(folder / "pool.tsv", wanted_names(catalogue))
    return catalogue, pool, read_annotations([str(folder / "peaks")], pool.chroms, silent)


def test_chromosomes_that_no_annotation_reaches_are_left_out_and_named(folder):
    catalogue, pool, elements = read(folder)
    universe = universe_of(catalogue, pool, elements, Matching())
    assert universe.left_out == {"chr3": f"no element of {folder / 'peaks'}"}
    assert len(universe.pool) == 40
    assert universe.rows.tolist() == [3, 4, 15, 23, 29, 23, -1, -1]
    told = counted(catalogue, universe, [*elements.annotations, together(elements.annotations)], 5, 4)
    assert (told.positions, told.counted, told.inside, told.in_pool, told.loci) == (7, 6, 4, 5, 4)


def test_what_a_reader_should_know(folder):
    catalogue, pool, elements = read(folder)
    said = remarks(universe_of(catalogue, pool, elements, Matching()), elements, catalogue, 2)
    assert said == [
        "chromosomes were joined by other names: 1 is chr1, 2 is chr2, 3 is chr3",
        "elements on chromosomes without a SNP were left out: chrX (1)",
        "2 strata held no SNP but cases: each was merged with the nearest that holds some",
        f"1 rows of {folder / 'catalogue.txt'} name no SNP and no position",
    ]


def test_positions_of_another_assembly_are_said_and_not_counted(folder):
    text = (folder / "catalogue.txt").read_text().replace("01\trs", "19\trs")
    (folder / "catalogue.txt").write_text(text)
    catalogue, pool, elements = read(folder)
    universe = universe_of(catalogue, pool, elements, Matching())
    assert universe.rows.tolist() == [3, 4, 15, 23, 29, 23, -1, -1]
    assert (
        "are of another assembly than the pool's: its SNPs were joined by name"
        in remarks(universe, elements, catalogue, 0)[0]
    )
    assert (
        counted(catalogue, universe, [*elements.annotations, together(elements.annotations)], 5, None).inside
        is None
    )


def test_no_case_on_the_chromosomes_that_count(folder):
    (folder / "peaks" / "A.bed").write_text("chr3\t0\t5\n")
    (folder / "peaks" / "B.bed").write_text("chr3\t0\t5\n")
    text = (folder / "catalogue.txt").read_text().replace("rs305", "rs905").replace("3\t501", "3\t551")
    (folder / "catalogue.txt").write_text(text)
    catalogue, pool, elements = read(folder)
    with pytest.raises(
        RequestError, match=r"none is in the pool on the chromosomes that count \(chr3\); give a pool"
    ):
        universe_of(catalogue, pool, elements, Matching())
