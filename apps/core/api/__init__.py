"""What every endpoint shares: the envelope, the input types, the one map of errors, answers that are given once."""
