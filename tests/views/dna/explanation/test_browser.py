from dataclasses import replace

import pytest

from babelix.genome.region import Region
from babelix.views.dna.explanation.page import ExplanationPage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made(found):
    return ExplanationPage(found)


def test_a_walk_by_keyboard(visit, made):
    page = visit(made)
    assert page.locator(".allele").count() == 2
    assert "stands at percentile 99.5 of the background" in page.locator("#variant-1 > p").inner_text()
    assert page.locator("#variant-2").inner_text().endswith("Not scored: ref mismatch.")
    figures = [page.locator(".figure > div").nth(number) for number in range(3)]
    status = page.locator(".status")

    def press(figure, *keys):
        figures[figure].focus()
        for key in keys:
            page.keyboard.press(key)
        return status.nth(figure).inner_text()

    assert press(0, "Home").startswith("c:801: t ")
    assert press(0, "r", "Home").startswith("c:351–352: t ")
    assert page.locator("#range").input_value() == "whole"
    # The columns' middle is the first base inserted.
    assert "reference: no base; alternative G: " in press(1, "ArrowRight")
    assert press(2, "End").startswith("+512 bp: layer 0 ")
    selects = page.locator("#variant-1 select")
    for number, figure, value in ((0, 1, "1"), (1, 2, "2"), (2, 2, "1")):  # track; head, allele
        before = figures[figure].inner_html()
        selects.nth(number).select_option(value)
        assert figures[figure].inner_html() != before
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save SVG").nth(0).click()
    assert saved.value.suggested_filename == "tracks-1.svg"
    press(0, "n", "n")
    assert page.evaluate("document.activeElement.id") == "variant-2"


def test_that_no_gene_is_near_is_said(visit, found):
    one = found.alleles[0]
    away = replace(one.genes[0], place=Region("c", 1_500, 1_600), exons=())
    alleles = (replace(one, genes=()), replace(one, genes=(away,)), one)
    told = visit(ExplanationPage(replace(found, alleles=alleles, made={"Genes": "g.gtf"})))
    captions = [told.locator(f"#variant-{number}").inner_text() for number in (1, 2, 3)]
    assert "No gene of g.gtf lies in what is compared." in captions[0]
    assert "No gene of g.gtf lies here; elsewhere in what is compared some do." in captions[1]
    assert "No gene of" not in captions[2]
    assert (
        "No gene of"
        not in visit(ExplanationPage(replace(found, alleles=alleles))).content().split("<script")[0]
    )


def test_nothing_is_wider_than_a_telephone_paper_is_white_and_axe_is_content(visit, made, axe):
    page = visit(made, viewport={"width": 400, "height": 800}, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.evaluate(axe)
    faults = "axe.run().then(({violations}) => violations.map(({id, nodes}) => id + nodes[0].html))"
    assert page.evaluate(faults) == []
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.evaluate(faults) == []
