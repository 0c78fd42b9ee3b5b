"""The demo data: a site in full use, made through the services and brought up to date at each start."""
