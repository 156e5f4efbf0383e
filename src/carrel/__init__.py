"""Carrel keeps and teaches on-demand courses."""
