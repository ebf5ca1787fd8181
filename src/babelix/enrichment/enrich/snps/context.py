"""Where in genes the SNPs of a catalogue lie, by the catalogue's own words."""

import re
from collections.abc import Iterable

from babelix.enrichment.breakdown.places import PLACES
from babelix.enrichment.enrich.snps.catalogue import Association

# What the catalogues of 2012 (dbSNP's words) and of today (Ensembl's) say, in the words of `breakdown`, the first that
# holds winning over several transcripts; ``near gene`` and ``regulatory`` are theirs.
CONTEXTS = (
    *(place for place in PLACES if place not in ("exon", "intergenic")),
    *("near gene", "regulatory", "intergenic"),
)
_WORDS = {
    "coding": "missense cds-synon stop-gain stop-loss frameshift cds-indel nonsense synonymous_variant "
    "missense_variant stop_gained stop_lost start_lost frameshift_variant inframe_deletion inframe_insertion "
    "protein_altering_variant coding_sequence_variant stop_retained_variant "
    "incomplete_terminal_codon_variant start_retained_variant",
    "UTR": "utr-3 utr-5 3_prime_utr_variant 5_prime_utr_variant",
    "noncoding exon": "ncrna non_coding_transcript_exon_variant mature_mirna_variant",
    "splice": "splice-3 splice-5 splice_acceptor_variant splice_donor_variant splice_region_variant "
    "splice_donor_5th_base_variant splice_donor_region_variant splice_polypyrimidine_tract_variant",
    "intron": "intron intron_variant non_coding_transcript_variant nmd_transcript_variant",
    "near gene": "neargene-3 neargene-5 upstream_gene_variant downstream_gene_variant",
    "regulatory": "regulatory_region_variant tf_binding_site_variant regulatory_region_ablation tfbs_ablation",
    "intergenic": "intergenic intergenic_variant",
}
_MEANS = {word: context for context, words in _WORDS.items() for word in words.split()}
UNTOLD = "not told"


def context_of(said: Iterable[str]) -> str:
    """Return the first of `CONTEXTS` that any of some texts names (``intron;nearGene-5``), else ``not told``."""
    words = {word for text in said for word in re.split(r"[;,\s]+", text.lower())}
    meant = {_MEANS[word] for word in words if word in _MEANS}
    return next((context for context in CONTEXTS if context in meant), UNTOLD)


def contexts(found: Iterable[Association]) -> dict[str, int]:
    """Return how many distinct positions lie where, those with none first in `CONTEXTS` left out."""
    said: dict[tuple[str, int], list[str]] = {}
    for each in found:
        if each.position:
            said.setdefault((each.chrom, each.position), []).append(each.context)
    counts = dict.fromkeys((*CONTEXTS, UNTOLD), 0)
    for texts in said.values():
        counts[context_of(texts)] += 1
    return {context: count for context, count in counts.items() if count}
