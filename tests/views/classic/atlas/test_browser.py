import base64
import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from babelix.classic.atlas.cells import cells
from babelix.views.classic.atlas.page import AtlasPage

pytestmark = pytest.mark.browser

DRAWN = "window.drawn = new Promise(done => document.addEventListener('drawn', () => done(), { once: true }))"


def then_drawn(page, act, *values, **named):
    """Do something and wait until the page has drawn what it asks for."""
    page.evaluate(f"() => {{ {DRAWN}; }}")
    act(*values, **named)
    page.evaluate("window.drawn")


def status(page):
    return page.locator("#status").inner_text()


def pixels(page):
    """Return what is drawn, [rows, columns, 4], once something is: a canvas of a new size is empty until its frame."""
    for _ in range(200):
        data = page.evaluate("document.querySelector('#plane canvas').toDataURL('image/png')")
        drawn = np.asarray(Image.open(io.BytesIO(base64.b64decode(data.partition(",")[2]))))
        if drawn[0, 0, 3]:
            break
        page.wait_for_timeout(20)
    return drawn


def press(page, *keys):
    page.locator("#plane").focus()
    for key in keys:
        then_drawn(page, page.keyboard.press, key)


def test_a_walk_by_keyboard_and_mouse(visit, worded):
    page = visit(AtlasPage(worded))
    assert page.title() == "some"
    press(page, "Enter")
    # Eleven on a line: the one in the middle is the sixth.
    assert status(page).startswith("“\u2068word 0\u2069”, dog (point 6 of 11): ")
    press(page, "Shift+ArrowRight")
    assert "(point 7 of 11)" in status(page)
    press(page, "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowUp")
    assert "(point 5 of 11)" in status(page)
    nearest = worded.space.neighbours[4]
    buttons = page.locator("#chosen li button")
    assert buttons.count() == 2
    alike = sum(worded.points.labels[j] == worded.points.labels[4] for j in nearest)
    near = sum(abs(j - 4) == 1 for j in nearest)
    assert f"{alike} of its 2 nearest are of its class, {near} are its nearest on the plane, too." in status(
        page
    )
    then_drawn(page, buttons.nth(1).click)
    assert f"(point {nearest[1] + 1} of 11)" in status(page)
    press(page, "n")
    assert f"(point {worded.space.neighbours[nearest[1]][0] + 1} of 11)" in status(page)
    press(page, "Escape")
    assert status(page) == ""
    assert page.locator("#chosen-title").inner_text() == "No point chosen"
    box = page.locator("#plane").bounding_box()
    then_drawn(page, page.mouse.click, box["x"] + box["width"] * 0.05, box["y"] + box["height"] / 2)
    assert "(point 1 of 11)" in status(page)


def test_searching_goes_from_hit_to_hit(visit, worded):
    page = visit(AtlasPage(worded))
    press(page, "/")
    then_drawn(page, page.keyboard.type, "WORD")
    page.wait_for_function("document.getElementById('status').textContent.startsWith('6 of')")
    for number in (6, 7):
        then_drawn(page, page.keyboard.press, "Enter")
        assert f"(point {number} of 11)" in status(page)
    then_drawn(page, page.get_by_label("Search").fill, "cat")
    assert status(page) == "6 of 11 points match."
    then_drawn(page, page.get_by_label("Search").fill, "none")
    assert status(page) == "0 of 11 points match."


def test_closer_farther_and_along(visit, worded):
    page = visit(AtlasPage(worded))
    before = pixels(page)
    press(page, "+", "+", "+")
    closer = pixels(page)
    assert not np.array_equal(closer, before)
    press(page, "ArrowRight")
    assert not np.array_equal(pixels(page), closer)
    press(page, "ArrowLeft")
    np.testing.assert_array_equal(pixels(page), closer)
    press(page, "0")
    np.testing.assert_array_equal(pixels(page), before)
    box = page.locator("#plane").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    then_drawn(page, page.mouse.wheel, 0, -400)
    wheeled = pixels(page)
    assert not np.array_equal(wheeled, before)
    page.mouse.down()
    then_drawn(page, page.mouse.move, box["x"] + 220, box["y"] + 140)
    page.mouse.up()
    assert not np.array_equal(pixels(page), wheeled)
    then_drawn(page, page.get_by_role("button", name="Whole plane").click)
    page.wait_for_function("document.getElementById('status').textContent === ''")
    np.testing.assert_array_equal(pixels(page), before)


def test_a_class_can_be_left_out(visit, found):
    page = visit(AtlasPage(found))
    then_drawn(page, page.locator("#show").select_option, label="dots")

    def shades():
        return {tuple(each) for each in pixels(page).reshape(-1, 4)[:, :3].tolist()}

    # Blue and vermilion of the light palette, at the opacity of dots.
    blue, red = (
        tuple(round(255 - 0.85 * (255 - part)) for part in colour)
        for colour in ((0, 0x72, 0xB2), (0xD5, 0x5E, 0))
    )
    near = [
        any(max(abs(a - b) for a, b in zip(each, c, strict=True)) <= 2 for each in shades())
        for c in (blue, red)
    ]
    assert near == [True, True]
    then_drawn(page, page.get_by_label(re.compile(r"cat \(6\)")).uncheck)
    near = [
        any(max(abs(a - b) for a, b in zip(each, c, strict=True)) <= 2 for each in shades())
        for c in (blue, red)
    ]
    assert near == [False, True]


@pytest.mark.parametrize("colour", [False, True])
def test_pictures_and_cells_are_drawn(visit, found, tmp_path, colour):
    images = np.full((11, 3 if colour else 1, 2, 2), 255, np.uint8)
    if colour:
        images[:, 1:] = 0
    points = replace(found.points, images=images, labels=None if colour else found.points.labels)
    held = cells(found.plane.places, found.points.vectors, 30)
    page = visit(AtlasPage(replace(found, points=points, cells=held)))
    assert page.locator("#show").input_value() == "cells"
    assert (pixels(page)[..., 1] < 200).any()
    then_drawn(page, page.locator("#show").select_option, label="every picture")
    drawn = pixels(page)
    assert (drawn[..., 1] < 200).any()
    assert ((drawn[..., :3] == (255, 0, 0)).all(2)).any() == colour
    press(page, "Enter")
    assert page.locator("#chosen canvas").count() == 3
    with page.expect_download() as download:
        page.get_by_role("button", name="Save PNG").click()
    download.value.save_as(tmp_path / "saved.png")
    assert (tmp_path / "saved.png").read_bytes()[:4] == b"\x89PNG"


def test_hostile_words_are_shown_as_text(visit, worded):
    hostile = ("<img src=x onerror=alert(1)>", "</script>", "\u202eab", "", "\ud800", *"abcdef")
    page = visit(AtlasPage(replace(worded, points=replace(worded.points, words=hostile))))
    then_drawn(page, page.get_by_label("Search").fill, "<img")
    then_drawn(page, page.get_by_label("Search").press, "Enter")
    assert page.locator("#chosen-title").inner_text() == "“\u2068<img src=x onerror=alert(1)>\u2069”, cat"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(visit, found, axe, scheme):
    page = visit(AtlasPage(found), color_scheme=scheme)
    press(page, "Enter")
    assert page.locator("html").get_attribute("data-theme") == scheme
    page.evaluate(axe)
    told = page.evaluate("axe.run()")
    assert [(one["id"], one["nodes"][0]["html"]) for one in told["violations"]] == []
    assert len(told["passes"]) > 20


def test_no_window_is_too_narrow_and_paper_is_white(visit, worded):
    long = replace(worded.points, words=tuple(f"{i} {'long ' * 60}" for i in range(11)))
    page = visit(AtlasPage(replace(worded, points=long)), color_scheme="dark")
    press(page, "Enter")
    for width in (320, 400, 760, 1100):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert pixels(page)[0, 0, :3].tolist() == [0x10, 0x16, 0x1F]
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert pixels(page)[0, 0, :3].tolist() == [255, 255, 255]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert pixels(page)[0, 0, :3].tolist() == [0x10, 0x16, 0x1F]
