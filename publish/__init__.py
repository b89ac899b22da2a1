"""Open tables, data packages, releases, the public warehouse and the quality run.

Everything a reader is given leaves through this room. It knows the descriptions in `schemas`
and the private warehouse, and neither the feeds nor the orchestrator.
"""
