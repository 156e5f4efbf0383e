"""How fast Carrel is, told as ratios measured side by side in one run: `make bench`."""
