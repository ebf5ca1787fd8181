"""The attention page beside BertViz."""
