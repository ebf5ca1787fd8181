"""The same numbers sooner and in less memory: constants folded, tiles, chunks, only what is asked for."""
