from babelix.enrichment.enrich.snps.catalogue import Association
from babelix.enrichment.enrich.snps.context import context_of, contexts


def test_the_first_of_several_transcripts_places_holds():
    assert context_of(["intron;nearGene-5"]) == "intron"
    assert context_of(["intron", "missense"]) == "coding"
    assert context_of(["intergenic_variant"]) == "intergenic"
    assert context_of(["upstream_gene_variant; regulatory_region_variant"]) == "near gene"
    assert context_of(["", "something new"]) == "not told"


def test_positions_are_counted_once():
    rows = [("1", 5, "intron"), ("1", 5, "missense"), ("2", 5, "Intergenic"), ("2", 7, ""), ("", 0, "intron")]
    found = contexts(Association("", "", chrom, position, context=said) for chrom, position, said in rows)
    assert found == {"coding": 1, "intergenic": 1, "not told": 1}
