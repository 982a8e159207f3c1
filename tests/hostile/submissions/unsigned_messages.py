# ruff: noqa
"""Changes the key and the form of its messages, so that none that comes after can be verified or read."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "A message without the right signature must not be believed, nor leave a check undecided."


# %%
def double(x):
    return x


def mean(x):
    return 0.0


# %%
kernel = get_ipython().kernel
kernel.session.key = b"another key"
kernel.session.digest_history.clear()
print("signed with another key")

# %%
kernel = get_ipython().kernel
kernel.session.sign = lambda parts: b"0" * 64
kernel.session.pack = lambda value: b"\xff{not json"
print("not JSON at all")
