"""What pages and endpoints read of completion."""
