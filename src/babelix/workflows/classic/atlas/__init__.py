"""An atlas of what a net makes of pictures, words or sentences: a plane, and what it keeps of them."""
