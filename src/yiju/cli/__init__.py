"""The ``yiju`` command. It wires rooms together and holds no logic of its own."""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)
from yiju.cli.app import main

__all__ = ["main"]
