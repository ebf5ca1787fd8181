"""What a training computes in compiled passes."""
