# ruff: noqa
"""Opens sockets of every family and type, and sends through those that open."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A byte reaches a program outside the sandbox."

# %%
import socket

PORT = int("@PORT@")
opened = {}
for family in range(47):
    for kind in range(1, 7):
        for protocol in (0, 1, 3, 6, 9, 15, 16, 17, 20, 255, 0x300):
            try:
                socket.socket(family, kind, protocol).close()
                opened.setdefault((family, kind), []).append(protocol)
            except (OSError, ValueError):
                pass
print(opened)
addresses = {
    socket.AF_INET: [("127.0.0.1", PORT), ("0.0.0.0", PORT), ("127.1.2.3", PORT)],
    socket.AF_INET6: [("::1", PORT, 0, 0), ("::ffff:127.0.0.1", PORT, 0, 0)],
    socket.AF_VSOCK: [(socket.VMADDR_CID_HOST, PORT), (1, PORT)],
    socket.AF_NETLINK: [(1, 0), (0, 1)],
}
for family, kind in opened:
    for address in addresses.get(family, ()):
        for protocol in opened[family, kind]:
            try:
                with socket.socket(family, kind, protocol) as end:
                    end.settimeout(0.05)
                    if kind == socket.SOCK_STREAM:
                        end.connect(address)
                    print("sent", family, kind, protocol, address, end.sendto(b"secrets", address))
            except OSError as error:
                print(family, kind, protocol, address, error)
print(socket.if_nameindex())
