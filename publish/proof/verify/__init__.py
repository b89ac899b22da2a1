"""Verification of a release by itself: nothing of this checkout's data or registry is needed.

Nothing in the release is trusted: paths, sizes and documents are refused before they are used.
"""
