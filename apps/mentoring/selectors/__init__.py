"""What the pages and endpoints of mentoring read."""
