"""Carrel keeps and teaches on-demand courses."""

from typing import Final

__version__: Final = "0.1.0"
"""As `pyproject.toml` has it: asking the installed package for it takes longer than many a command."""
