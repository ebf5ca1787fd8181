"""What is said of a training before it is made: how long it takes, and how much memory."""
