"""Host side of sandboxes: one kernel per submission, forked from a server.

::

    grader (trusted)                      fork server            sandbox (package bareme.guest)
    ----------------                      -----------            ------------------------------
    session       runs cells, asks calls
    provisioner   tells jupyter_client -> forkserver  -- fork -> kernel   ipykernel
    supervisor    enforces the limits     holds no secret        probe    answers calls

Grader:

- ``session``: runs a notebook, in one sandbox after another, and calls its functions; ``live_sandbox``: one
  open sandbox; ``notebook_client``: nbclient with bounded outputs; ``relay``: bounds the size of messages;
  ``source_locations``: finds the lines of errors.
- ``supervisor``: measures processes and enforces the limits; ``limit_errors``: messages.
- ``forkserver_process``: runs and replaces the server; ``forkserver_client``: requests sandboxes from it;
  ``provisioner``: connects jupyter_client to them.

Fork server:

- ``forkserver``: the server itself; ``spec``: the requests that it gets.
- ``isolation``: the interface and registry of levels; ``namespaces``, ``rlimits``: the two levels.
- ``allowlist``: the files shown at the first level; ``seccomp``: the system-call filter; ``libc``: system
  calls through ctypes; ``reaper``: kills descendants.

This package imports nothing: the fork server imports it, and every sandbox inherits the server's memory.
"""
