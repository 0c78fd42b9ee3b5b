"""What the pages and endpoints of lessons read."""
