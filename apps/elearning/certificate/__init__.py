"""Certificates of completion: the documents, their check, and the PDFs and badges made of them."""
