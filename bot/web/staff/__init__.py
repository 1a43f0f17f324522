"""The staff console: what staff see and do, below /personal."""
