"""Named data sets: where each comes from, its terms, its checksums, and where it lies on this machine.

`find` looks without a network, `fetch` downloads what is missing. Both read the environment variable
BABELIX_DATA (a folder that mirrors the data sets) when they are called, and refuse by name a file whose
checksum is wrong.
"""

from babelix.data.download import fetch
from babelix.data.places import cache_folder, find, missing
from babelix.data.registry import Entry, File, Source, entry, names

__all__ = ["Entry", "File", "Source", "cache_folder", "entry", "fetch", "find", "missing", "names"]
