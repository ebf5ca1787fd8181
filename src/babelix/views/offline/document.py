"""One HTML file that needs nothing beside it: script, style and data inside, and a policy that lets nothing else in."""

import base64
import hashlib
import html
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Frame:
    """A page without its data: a template of `package` with {{names}}, the styles and scripts put into it, in order.

    What stands here as well, `base.css`, `colour.js`, `element.js`, `packed.js` and `surface.js`, is named with a slash
    before it: ``/base.css``.
    """

    package: str
    template: str
    styles: Sequence[str]
    scripts: Sequence[str]

    def pieces(self, title: str, about: str, data: Iterable[str]) -> Iterator[str]:
        """Yield the page in pieces: `data` stands in the place of its name, `title` and `about` are text.

        Script and style are let in by their checksums, pictures from the page alone, and nothing from elsewhere.
        """
        parts = [self._read(name) for name in self.scripts]
        script = "\n".join(["(() => {", '"use strict";', *parts, "})();"])
        style = "".join(self._read(name) for name in self.styles)
        values = {
            "policy": f"default-src 'none'; script-src '{_checksum(script)}'; style-src '{_checksum(style)}'; "
            "img-src data: blob:; base-uri 'none'; form-action 'none'",
            "title": html.escape(title.encode("utf-8", "replace").decode("utf-8")),
            "style": style,
            "script": script,
            "about": about,
        }
        for number, piece in enumerate(self._read(self.template).replace("}}", "{{").split("{{")):
            if number % 2 == 0:
                yield piece
            elif piece == "data":
                yield from data
            else:
                yield values[piece]

    def _read(self, name: str) -> str:
        package = __package__ if name.startswith("/") else self.package
        return files(package).joinpath(name.removeprefix("/")).read_text(encoding="utf-8")


def described(name: str, values: Any) -> str:
    """Return the element that holds `values` as JSON under this id.

    No character can end the element or the document: every one outside ASCII, and <, >, & too, goes in as an escape
    that only JSON reads.
    """
    text = json.dumps(values, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="{name}">{text}</script>\n'


def packed(name: str, content: str) -> str:
    """Return the element that holds base64 under this id."""
    return f'<script type="text/plain" id="{name}">{content}</script>\n'


def deflated(content: bytes, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> str:
    """Return what `packed.js` unpacks under an id: deflated, in base64."""
    deflater = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS, 9, strategy)
    return base64.b64encode(deflater.compress(content) + deflater.flush()).decode("ascii")


def _checksum(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
