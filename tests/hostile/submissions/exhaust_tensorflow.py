# ruff: noqa
"""Takes 3 GiB in TensorFlow, which asks for memory in its own way."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "What TensorFlow takes is not counted."
SAYS = "MiB of memory"

# %%
import time

import tensorflow as tf

kept = []
for _ in range(6):
    kept.append(tf.ones([2**27]) * 2)
    time.sleep(0.1)
time.sleep(1)
