from babelix.views.enrichment.enrich.names import short


def test_what_all_have_in_common_goes():
    assert short(["ChIP.K562.MAX.train", "ChIP.A549.MAX.train"]) == ["K562", "A549"]
    assert short(["a.b", "a.b.c"]) == ["a.b", "a.b.c"]
    assert short(["a.b"]) == ["a.b"]
    assert short(["a.b", "a.b"]) == ["a.b", "a.b"]
