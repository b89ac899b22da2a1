"""The commands of `python -m publish`: one module each, which adds its parser and runs it."""
