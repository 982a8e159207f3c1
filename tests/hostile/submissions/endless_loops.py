# ruff: noqa
"""Never ends, neither in a cell nor in a function."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "What never ends must not hold up the batch."


# %%
def double(x):
    while True:
        pass


mean = double

# %%
while True:
    pass
