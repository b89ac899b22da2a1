"""Disclosure control: which cells are hidden, how they are attacked, and what it costs.

`structure` says how cells hang together, `primary` which are too small, `secondary` which others
hide with them, `attacker` what can still be concluded, `history` what was released before.
`protect` makes the decisions for the open tables; `audit` judges a release by its files.
"""
