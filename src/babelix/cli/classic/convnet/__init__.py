"""`babelix classic convnet`: AlexNet and smaller nets of its kind."""
