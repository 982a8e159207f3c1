"""The tests in a browser can fail: what they look for is found on a page that has it."""

from __future__ import annotations

import pytest

pytest_plugins = ["browser.fixtures"]

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title></head>
<body><main><h1>A page</h1>{}</main></body></html>"""
WIDE = '<p style="width: 2000px">wide</p>'
UNSOUND = {
    "no text for an image": ('<img src="data:,">', "image-alt"),
    "grey on white": ('<p style="color: #bbb; background: #fff">pale</p>', "color-contrast"),
    "an exception": ("<script>nothing.at.all</script>", "exception: nothing is not defined"),
    "a complaint": ("<script>console.error('no')</script>", "error: no"),
    "a dialog": ("<script>alert('me')</script>", "dialog: me"),
    "an image of a tracker": ('<img alt="" src="https://tracker.invalid/1.png">', "asks for https://tracker"),
    "a request by script": (
        "<script>fetch('https://spy.invalid').catch(() => 0)</script>",
        "asks for https://spy",
    ),
    "another file": ('<img alt="" src="other.png">', "other.png"),
    "another window": ("<script>open('about:blank')</script>", "opens"),
}


@pytest.mark.parametrize(("body", "found"), UNSOUND.values(), ids=UNSOUND)
def test_what_is_wrong_with_a_page_is_found(reader, tmp_path, body, found):
    path = tmp_path / "page.html"
    path.write_text(PAGE.format(body), encoding="utf-8")
    with reader.open(path) as opened:
        opened.page.wait_for_load_state("networkidle")
        assert found in "\n".join(opened.faults())


def test_a_page_with_nothing_wrong_has_no_faults(reader, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE.format("<p>A word.</p>"), encoding="utf-8")
    with reader.open(path) as opened:
        assert (opened.faults(), opened.too_wide()) == ([], [])


def test_what_is_wider_than_the_window_is_found_unless_it_scrolls_by_itself(reader, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE.format(WIDE + f'<div style="overflow: auto">{WIDE}</div>'), encoding="utf-8")
    with reader.open(path) as opened:
        assert len(opened.too_wide()) == 1
