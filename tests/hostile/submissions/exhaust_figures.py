# ruff: noqa
"""Draws a figure of 20,000 by 20,000 pixels, and 100 that stay open."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "A picture takes more memory than the limit, in the sandbox or in the page."

# %%
import matplotlib.pyplot as plt

for _ in range(100):
    plt.figure(figsize=(0.1, 0.1))
plt.figure(figsize=(200, 200), dpi=100)
plt.plot([1, 2])
plt.show()
