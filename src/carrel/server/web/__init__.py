"""The web classroom: pages that are whole without JavaScript, one page a file."""
