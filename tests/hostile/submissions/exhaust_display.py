# ruff: noqa
"""Displays 200 MiB of tables, images and updates of both."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader keeps what is displayed."
SAYS = "printed more than"

# %%
from IPython.display import clear_output, display

for number in range(400):
    data = {"text/html": "<td>" * 2**16, "image/png": "A" * 2**17, "text/plain": "x" * 2**17}
    display(data, raw=True, display_id=f"d{number % 3}", update=number > 3)
    clear_output(wait=True)
