"""Where releases are pushed to: folders, object stores, portals, archives. All are optional."""
