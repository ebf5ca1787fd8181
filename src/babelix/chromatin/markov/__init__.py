"""ChromHMM's model of binary marks: learnt, ordered, chosen, decoded."""
