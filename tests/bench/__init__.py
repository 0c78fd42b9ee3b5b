"""Benchmarks, a command each: see README.md."""
