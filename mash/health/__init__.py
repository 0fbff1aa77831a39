"""Whether the product can do its work: the processes' signs of life, the database's safety, pages for what fails."""
