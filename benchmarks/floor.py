"""Writes the files of a pack to a new folder, and does nothing else: what the disk alone costs.

floor.py PACK FOLDER. The pack is a list of (path, bytes), as `marshal` writes it.
"""

import marshal
import os
import sys


def main() -> None:
    pack, folder = sys.argv[1:]
    with open(pack, "rb") as file:  # noqa: PTH123 (imports nothing that is not needed)
        contents = marshal.load(file)
    made = set()
    for path, content in contents:
        target = f"{folder}/{path}"
        parent = os.path.dirname(target)  # noqa: PTH120
        if parent not in made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103
            made.add(parent)
        with open(target, "wb", buffering=0) as file:  # noqa: PTH123
            file.write(content)


main()
