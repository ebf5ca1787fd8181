"""Annotations moved along the genome: a null that keeps how elements cluster and how cases are linked."""
