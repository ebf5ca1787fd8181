"""`babelix classic compare`: what came before attention beside it, on equal terms."""
