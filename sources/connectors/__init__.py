"""One module per protocol: each yields rows as text, and knows nothing of our tables."""
