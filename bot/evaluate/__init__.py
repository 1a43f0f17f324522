"""Measuring the assistant: what it answers, how well it understands, how it compares with others."""
