"""Opens pages in Chromium as a reader does, and says what is wrong with them."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["VIEWS", "Opened", "Reader", "find_axe", "find_chromium", "open_reader"]

DESKTOP = 1280
PHONE = 360
"""Widths in CSS pixels; of phones, a narrow one."""
VIEWS = {"desktop light": (DESKTOP, False), "phone dark": (PHONE, True)}
"""Width, and whether it is dark: what a page has to be sound in."""

# The browser itself asks for nothing: the machine may be offline.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
)

# axe-core takes MathML for no text, and so a header cell with a formula for an empty one.
AXE = """
async () => {
    const found = await axe.run({ exclude: [["th:has(math)"]] }, { resultTypes: ["violations"] });
    return found.violations.flatMap((one) =>
        one.nodes.map((node) => `${one.id} at ${node.target.join(" ")}: ${node.failureSummary}`));
}
"""
TOO_WIDE = """
() => [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter((element) => {
        for (let outer = element.parentElement; outer; outer = outer.parentElement)
            if (getComputedStyle(outer).overflowX !== "visible") return false;
        return element.checkVisibility();
    })
    .map((element) => element.outerHTML.slice(0, 120))
"""


def find_chromium() -> str | None:
    """Returns where a Chromium is, None where there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def find_axe() -> Path | None:
    """Returns where axe-core is, which ``make`` installs beside Python's packages; None where it is not."""
    path = Path(sys.prefix) / "node_modules" / "axe-core" / "axe.min.js"
    return path if path.is_file() else None


@dataclass
class Opened:
    """A page that is open, and all that it has asked for or complained of."""

    page: Any
    """Of Playwright."""
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of the console, exceptions, and dialogs."""
    requests: list[str] = field(default_factory=list)
    """Every address but that of the page itself, those inside of it, and those of its own server."""
    _own: str = ""

    def go(self, address: str | Path) -> None:
        """Opens another page in the same window."""
        where = address.as_uri() if isinstance(address, Path) else address
        # All of a server is its own, and of files only the one.
        self._own = where if isinstance(address, Path) else "/".join(where.split("/")[:3])
        self.page.goto(where)

    def listen(self) -> None:
        """Notes what pages do, from their first byte on."""

        def take_message(message: Any) -> None:
            if message.type in ("error", "warning"):
                self.complaints.append(f"{message.type}: {message.text}")

        def take_dialog(dialog: Any) -> None:
            self.complaints.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        def take_request(request: Any) -> None:
            if not request.url.startswith((self._own, "data:", "blob:")):
                self.requests.append(f"asks for {request.url}")

        self.page.on("console", take_message)
        self.page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        self.page.on("dialog", take_dialog)
        self.page.on("request", take_request)
        self.page.context.on("page", lambda page: self.complaints.append(f"opens {page.url}"))

    def faults(self) -> list[str]:
        """Returns what went wrong, and what axe-core finds wrong for those who read with other means."""
        return [*self.complaints, *self.requests, *self.violations()]

    def unfold(self) -> None:
        """Opens all that is folded."""
        self.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")

    def violations(self) -> list[str]:
        axe = find_axe()
        assert axe is not None
        # A page may forbid scripts, so it is not added as an element of the page.
        self.page.evaluate(axe.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(AXE)
        return found

    def scrolling(self, selector: str) -> list[str]:
        """Returns the elements that scroll sideways, as they do not fit."""
        script = """(selector) => [...document.querySelectorAll(selector)]
            .filter((element) => element.scrollWidth > element.clientWidth + 1)
            .map((element) => element.outerHTML.slice(0, 120))"""
        found: list[str] = self.page.evaluate(script, selector)
        return found

    def too_wide(self) -> list[str]:
        """Returns the elements that stand out of the window, past its right edge."""
        found: list[str] = self.page.evaluate(TOO_WIDE)
        return found


@dataclass(frozen=True)
class Reader:
    """A browser."""

    browser: Any

    @contextlib.contextmanager
    def open(
        self, address: str | Path, *, width: int = DESKTOP, dark: bool = False, script: bool = True
    ) -> Iterator[Opened]:
        """Opens a page in a profile of its own, without a network where it is a file."""
        local = isinstance(address, Path)
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            offline=local,
            java_script_enabled=script,
        )
        try:
            context.set_default_timeout(10_000)
            opened = Opened(context.new_page())
            opened.listen()
            opened.go(address)
            yield opened
        finally:
            context.close()


@contextlib.contextmanager
def open_reader(executable: str) -> Iterator[Reader]:
    """Starts a browser; while it runs, asyncio cannot be used in the same thread."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        try:
            yield Reader(browser)
        finally:
            browser.close()
