# ruff: noqa
"""Fills the folder of shared memory with files, 300 MiB in all."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The files take more memory than the scratch may."
SAYS = "[Errno 28]"

# %%
for number in range(300):
    with open(f"/dev/shm/{number}", "wb") as file:
        file.write(bytes(2**20))
