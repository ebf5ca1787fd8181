"""One script a claim: same input, same weights, the peer beside us in one run."""
