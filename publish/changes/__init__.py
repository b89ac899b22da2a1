"""What changed between two releases, and what follows from it.

The version (`version`), the difference of shape (`shape`) and of rows (`rows`), the file that
holds both (`document`), the words for people (`changelog`, `feed`), the preview (`plan`), what was
announced to go (`deprecation`) and what was taken back (`tombstone`, `withdraw`).
"""
