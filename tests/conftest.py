"""What every test rests on."""

import os

# What commands say must not depend on the language of the machine; a test of another sets the same variable.
os.environ["LC_ALL"] = "C.UTF-8"
