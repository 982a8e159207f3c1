"""Lets jupyter_client start and stop a sandbox like any other kernel."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Any, Final

import zmq
import zmq.asyncio
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from bareme.sandbox.forkserver_client import SandboxProcess
from bareme.sandbox.spec import CHANNELS, MAX_MESSAGE_BYTES

__all__ = ["SandboxProvisioner", "make_kernel_manager"]

MAX_MESSAGES_WAITING: Final = 32


class SandboxProvisioner(KernelProvisionerBase):
    """Provisions a kernel that the fork server forks."""

    def __init__(self, open_process: Callable[[], SandboxProcess], **kwargs: Any) -> None:
        super().__init__(kernel_spec=KernelSpec(), kernel_id="sandbox", **kwargs)
        self.open_process = open_process
        self.process: SandboxProcess | None = None

    @property
    def has_process(self) -> bool:
        """True if the sandbox has been opened."""
        return self.process is not None

    async def poll(self) -> int | None:
        """Returns the exit code, or None while the sandbox lives."""
        return 0 if self.process is None else self.process.poll()

    async def wait(self) -> int | None:
        """Waits for the end of the sandbox."""
        while (code := await self.poll()) is None:
            await asyncio.sleep(0.02)
        return code

    async def send_signal(self, signum: int) -> None:
        """Interrupts the sandbox; every other signal ends it."""
        if self.process is None:
            return
        if signum == signal.SIGINT:
            self.process.interrupt()
        elif signum != 0:
            self.process.kill()

    async def kill(self, restart: bool = False) -> None:
        """Ends the sandbox."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Kills the sandbox.

        A kernel takes a second to shut down politely, and nothing in it is needed any more.
        """
        await self.kill()

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepares a launch without a command; the fork server runs the kernel."""
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Opens the sandbox and returns its connection info."""
        assert self.parent is not None
        self.process = self.open_process()
        info: KernelConnectionInfo = self.parent.get_connection_info()
        return info

    async def cleanup(self, restart: bool = False) -> None:
        """Does nothing; ``make_sandbox_folder`` removes the sandbox's folder."""


def make_kernel_manager(
    open_process: Callable[[], SandboxProcess], prefix: str, key: str
) -> AsyncKernelManager:
    """Returns a kernel manager that launches a sandbox.

    Args:
        open_process: opens the sandbox.
        prefix: the beginning of its channels' paths.
        key: signs the kernel's messages.
    """
    ports = {f"{channel}_port": number for number, channel in enumerate(CHANNELS, start=1)}
    context = zmq.asyncio.Context()
    # Messages wait in the grader's memory until they are read; these two options bound how much.
    context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE_BYTES)
    context.setsockopt(zmq.RCVHWM, MAX_MESSAGES_WAITING)
    manager = AsyncKernelManager(
        context=context,
        connection_file=f"{prefix}.json",
        transport="ipc",
        ip=prefix,
        hb_port=len(CHANNELS) + 1,
        **ports,
    )
    manager.session.key = key.encode()
    manager.provisioner = SandboxProvisioner(open_process, parent=manager)
    return manager
