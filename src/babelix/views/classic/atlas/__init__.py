"""The atlas, as a figure and as a page in one file."""
