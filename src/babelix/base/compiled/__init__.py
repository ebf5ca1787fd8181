"""What compiled functions are made of, and the threads they run on."""
