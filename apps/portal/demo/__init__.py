"""The demo's people, places and sessions: a house in full swing, made through the services and always up to date."""
