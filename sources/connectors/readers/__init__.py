"""One module per family of file formats, each from a local file to rows of text."""
