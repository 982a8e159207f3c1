# ruff: noqa
"""Prints in each of 24 cells as much as one cell may."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The page grows with the number of cells without end."

# %%
text = "=1+1;<b>many</b> &amp; " * 3000
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
# %%
print(text)
