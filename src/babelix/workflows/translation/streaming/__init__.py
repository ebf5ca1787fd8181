"""Lines as they come: translated window by window, and gone on with where a file was left."""
