"""What a sequence model predicts along a genome: the contract, windows that tile a region, choosing among tracks."""
