import math

import numpy as np

from babelix.enrichment.enrich.annotated import Annotation
from babelix.enrichment.enrich.locus import FLANK, Neighbor, look
from babelix.genome.overlap import union


def elements(*pairs):
    start, end = np.array(pairs, np.int64).T
    return {"5": union(start, end)}


def test_what_lies_round_a_snp_by_hand():
    here = 100_000
    annotations = [
        Annotation("behind", elements((here - 9, here - 2), (0, 5)), 0),
        Annotation("far", elements((0, 5), (here + FLANK + 1, here + FLANK + 7)), 1),
        Annotation("holds", elements((here - 3, here + 1), (here + 500, here + 600)), 2),
        Annotation("before", elements((here + 2, here + 7)), 3),
        Annotation("elsewhere", {"6": union(np.array([here]), np.array([here + 1]))}, 4),
        Annotation("edge", elements((here + FLANK, here + FLANK + 9), (here - FLANK - 9, here - FLANK)), 5),
    ]
    catalogue = [
        Neighbor("rs2", here + 40, 3.0, ("gout",), False),
        Neighbor("rs1", here, 9.0, ("tea", "gout"), True),
        Neighbor("rs3", here + FLANK + 1, math.nan, (), True),
    ]
    ground = {"pool": np.array([1, here - FLANK, here, here + FLANK + 1]), "starts": np.array([here + 7])}
    found = look(("rs1", "5", here), annotations, catalogue, ground)
    assert [(each.name, each.distance, len(each.start)) for each in found.tracks] == [
        ("holds", 0, 2),
        ("before", 2, 1),
        ("behind", 3, 1),
        ("edge", FLANK, 1),
    ]
    assert [each.name for each in found.catalogue] == ["rs1", "rs2"]
    assert (found.pool, found.starts) == ((here - FLANK, here), (here + 7,))
    assert found.traits == ("tea", "gout")
    told = found.as_json()
    assert (told["position"], told["window"]) == (here + 1, [here - FLANK, here + FLANK + 1])
    assert told["annotations"][0] == {"name": "holds", "elements": 2, "distance": 0}


def test_a_window_begins_on_the_chromosome():
    nothing = {"pool": np.empty(0, np.int64), "starts": np.empty(0, np.int64)}
    found = look(("5:8", "5", 7), [], [], nothing)
    assert (found.start, found.end, found.tracks, found.traits) == (0, FLANK + 8, (), ())
