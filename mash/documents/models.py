"""Files as the record keeps them."""

from django.db import models


class Document(models.Model):
    """One file, kept byte for byte. The app that links it decides who may open it."""

    name = models.CharField(max_length=150, help_text="a neutral file name, with no one's name in it")
    content_type = models.CharField(max_length=80)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
