"""Expression: how well marks around a gene's start tell how much of it is transcribed (finding 4 of ENCODE 2012)."""
