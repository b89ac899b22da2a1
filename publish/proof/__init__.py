"""Proof: who signed a release, what it was made from, and that nothing of it was changed."""
