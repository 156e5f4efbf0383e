"""Where the demo's lectures and pictures are made; nothing here is needed to run the school."""
