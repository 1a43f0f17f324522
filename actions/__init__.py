"""Custom actions, a file a topic: they answer from the material and make handovers. Their words: data/words.yml."""
