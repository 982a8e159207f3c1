"""Grey levels -> an image inside a page."""

from __future__ import annotations

import base64
import io

from bareme.results.evidence import WrongImage

__all__ = ["png_data_url"]


def png_data_url(image: WrongImage) -> str:
    """Returns the image as a PNG in a ``data:`` address."""
    from PIL import Image  # half a tenth of a second, which pages without images do not take

    picture = Image.frombytes("L", (image.width, image.height), image.grey_levels)
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode("ascii")
