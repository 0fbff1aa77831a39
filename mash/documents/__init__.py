"""Files: what was uploaded, and the PDFs made from the record."""
