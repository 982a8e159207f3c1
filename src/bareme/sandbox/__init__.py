"""The sandbox: a sandboxed kernel, one per submission, forked from a warm server.

    grader (trusted)                          fork server              sandbox
    ----------------                          -----------              ----
    sandbox.py      runs cells, calls functions
    provisioner  tells jupyter_client ------> server.py  -- fork -->   kernel.py   ipykernel
    supervisor   stops what runs over         holds no secret          probe.py    answers calls

``namespaces.py`` and ``limits.py`` are the two isolation levels; ``linux.py`` holds the system calls.
``server_process.py`` starts the server, and another one where it ends before its time.
"""
