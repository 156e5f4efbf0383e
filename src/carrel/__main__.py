"""`python -m carrel` is the command `carrel`."""

from carrel.cli.root import main

main()
