"""What all endpoints share: envelopes, input types, the map of errors, idempotency, the documentation."""
