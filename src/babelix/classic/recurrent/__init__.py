"""Translation before the Transformer: a recurrent encoder and decoder, with and without attention."""
