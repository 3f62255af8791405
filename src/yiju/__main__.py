"""``python -m yiju``."""

from yiju.cli import main

main()
