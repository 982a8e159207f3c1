"""Messages, their catalogues, and text that is valid Unicode.

``bareme.i18n.catalogs`` is not imported here, since it needs ``bareme.errors``, which needs messages.
"""

from bareme.i18n.messages import (
    N_,
    LocalizedNumber,
    Message,
    concat,
    join_and,
    join_list,
    join_or,
    localized_number,
    msg,
    nmsg,
)
from bareme.i18n.text import closest, valid_text, valid_tree

__all__ = [
    "N_",
    "LocalizedNumber",
    "Message",
    "closest",
    "concat",
    "join_and",
    "join_list",
    "join_or",
    "localized_number",
    "msg",
    "nmsg",
    "valid_text",
    "valid_tree",
]
