# ruff: noqa
"""Computes in eight processes at a time, beside cells that only wait."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The sandbox takes more than its processor time."
SAYS = "seconds of processor time"

# %%
import os
import time

end = time.monotonic() + 30
for _ in range(8):
    if os.fork() == 0:
        while time.monotonic() < end:
            pass
        os._exit(0)

# %%
time.sleep(2.8)
# %%
time.sleep(2.8)
# %%
time.sleep(2.8)
# %%
time.sleep(2.8)


# %%
def double(*arguments):
    time.sleep(1.8)
    return arguments[0]


mean = gradient = classify = double
