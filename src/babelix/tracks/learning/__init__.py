"""Learning from tracks: a table of targets, signals and peaks in bins, windows to learn from, baselines."""
