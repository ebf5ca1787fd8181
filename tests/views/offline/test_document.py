import base64
import hashlib
import json
import re

from babelix.views.offline.document import Frame, described, packed

FRAME = Frame(
    "babelix.views.classic.atlas", "atlas.html", ("/base.css", "atlas.css"), ("/element.js", "chosen.js")
)


def test_script_and_style_are_let_in_by_their_checksums():
    text = "".join(FRAME.pieces("<T>", "about it", ["DATA", "MORE"]))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; ")
    for kind in ("script", "style"):
        content = re.search(rf"<{kind}>(.*?)</{kind}>", text, flags=re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert text.index("function element(") < text.index("function showChosen(")
    assert text.index("--paper") < text.index("#plane")
    assert "<title>&lt;T&gt;</title>" in text
    assert "DATAMORE" in text
    assert "{{" not in text


def test_no_text_ends_its_element():
    hostile = ["</script>", "<!--", "&amp;", "\ud800", "\u2028"]
    text = described("x", hostile)
    assert text.count("<") == 2
    assert json.loads(re.search(">(.*)<", text)[1]) == hostile
    assert packed("y", "AAAA") == '<script type="text/plain" id="y">AAAA</script>\n'
