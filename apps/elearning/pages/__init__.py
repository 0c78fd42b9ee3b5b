"""Pages made of several nouns of e-learning. They stand above all of them."""
