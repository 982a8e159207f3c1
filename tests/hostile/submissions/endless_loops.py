# ruff: noqa
"""Never ends, neither in a cell nor in a function."""

MAY_PASS = []


# %%
def double(x):
    while True:
        pass


mean = double

# %%
while True:
    pass
