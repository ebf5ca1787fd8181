"""What two tables of intervals have to do with each other: overlap, distance, coverage, and tables made of tables."""
