"""Files that genomes come in: one a format, by libraries where one exists."""
