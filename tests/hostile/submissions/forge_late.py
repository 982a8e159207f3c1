# ruff: noqa
"""Lets the time for an answer pass, and sends forged answers afterwards, while later checks are asked."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "An answer that comes late must not be taken for the answer to a later question."

# %%
import sys
import threading
import time

import bareme.guest.probe as probe
from bareme import wire


def send_later(number):
    for moment in range(40):
        time.sleep(0.05)
        for asked in (number, number + moment % 6):
            reply = {"number": asked, "function": True, "value": [True, "passed"][moment % 2]}
            try:
                wire.write_frame(probe._socket.sendall, wire.encode(reply))
            except OSError:
                return


def current_number():
    frame = sys._getframe()
    while frame:
        if isinstance(frame.f_locals.get("request"), dict):
            return frame.f_locals["request"]["number"]
        frame = frame.f_back
    return 0


def double(x):
    threading.Thread(target=send_later, args=(current_number(),), daemon=True).start()
    return x


def mean(x):
    try:
        time.sleep(10)
    except KeyboardInterrupt:
        threading.Thread(target=send_later, args=(current_number(),), daemon=True).start()
    return 0.0
