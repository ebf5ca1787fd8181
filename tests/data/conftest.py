import gzip
import hashlib
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from babelix.data import registry
from babelix.data.registry import Entry, File, Source

PAIRS = b"Hi.\tSalut !\nRun!\tCours !\n" * 5000
ABOUT = b"two sentences, many times\n"
IDX = (
    bytes([0, 0, 8, 3]) + (7).to_bytes(4, "big") + (2).to_bytes(4, "big") + (3).to_bytes(4, "big") + bytes(42)
)
FIRST_TWO = IDX[:4] + (2).to_bytes(4, "big") + IDX[8:16] + bytes(12)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def packed(members):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return whole.getvalue()


class Server:
    """Serves `pages` from memory and remembers what it was asked for; `entries` is the registry in use."""

    def __init__(self):
        self.entries = {}
        self.pages = {}
        self.asked = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                content = outer.pages.get(self.path)
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def server():
    server = Server()
    thread = threading.Thread(target=server.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.server.shutdown()
    server.server.server_close()
    thread.join()


@pytest.fixture
def small(server, tmp_path, monkeypatch):
    """A registry of three small data sets served from this machine, no mirror, an empty cache."""
    archive = packed({"in/pairs.txt": PAIRS, "in/about.txt": ABOUT})
    server.pages = {"/1/small.zip": archive, "/1/digits.gz": gzip.compress(IDX), "/1/text.txt": ABOUT}
    zipped = Source(f"{server.address}/1/small.zip", "sha1:" + hashlib.sha1(archive).hexdigest())
    mirrored = gzip.compress(PAIRS, mtime=77)

    def entry(name, **files):
        return Entry(name, f"The {name}", "free", "nobody", "http://home", "", files)

    entries = [
        entry(
            "small-pairs",
            pairs=File(
                "small/pairs.txt.gz",
                sha256(mirrored),
                sha256(PAIRS),
                Source(zipped.url, zipped.checksum, "in/pairs.txt"),
            ),
            about=File(
                "small/about.txt", sha256(ABOUT), None, Source(zipped.url, zipped.checksum, "in/about.txt")
            ),
        ),
        entry(
            "digits",
            images=File(
                "d/two.gz", "0" * 64, sha256(FIRST_TWO), Source(f"{server.address}/1/digits.gz", records=2)
            ),
            text=File("d/text.gz", "0" * 64, sha256(ABOUT), Source(f"{server.address}/1/text.txt")),
        ),
        entry("homeless", text=File("h/text.txt", sha256(ABOUT), None, None)),
    ]
    server.entries = {entry.name: entry for entry in entries}
    monkeypatch.setattr(registry, "_registry", lambda: server.entries)
    monkeypatch.delenv("BABELIX_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return server


@pytest.fixture
def mirror(small, tmp_path, monkeypatch):
    """The folder BABELIX_DATA names, holding small-pairs as the registry knows it."""
    folder = tmp_path / "mirror"
    (folder / "small").mkdir(parents=True)
    (folder / "small" / "pairs.txt.gz").write_bytes(gzip.compress(PAIRS, mtime=77))
    (folder / "small" / "about.txt").write_bytes(ABOUT)
    monkeypatch.setenv("BABELIX_DATA", str(folder))
    return folder
