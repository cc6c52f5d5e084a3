"""The pages in a real Chromium: nothing is blocked, nothing sticks out, everything can be read and reached."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, FilePayload, Page, Request, sync_playwright

from evidence import files
from fairhold.trade import ids
from web import sample
from web.conftest import PASSWORD, Place

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (360, 768, 1440)
"""Widths of a window, in pixels."""
CONTRAST_MIN = 4.5
"""The least contrast of text against its ground (WCAG AA)."""

FAINT = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const light = ([r, g, b]) => {
    const linear = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const [x, y, z] = [linear(r / 255), linear(g / 255), linear(b / 255)];
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const colour = read(getComputedStyle(element).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return read("white");
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const style = getComputedStyle(element);
    const hidden = !element.getClientRects().length || element.closest(".sr, .skip, option");
    if (!walker.currentNode.data.trim() || hidden) continue;
    const [a, b] = [light(read(style.color)), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < LEAST) found.push(`${contrast.toFixed(2)} ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return found;
}
""".replace("LEAST", str(CONTRAST_MIN))
"""Finds every text on a page whose contrast is below CONTRAST_MIN."""


@pytest.fixture(scope="module")
def address(place: Place) -> Iterator[str]:
    """The pages over HTTP."""
    config = uvicorn.Config(place.client.application, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium(program: Callable[[str], str]) -> Iterator[Browser]:
    """A real browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


class Window:
    """A window in which somebody is logged in; it remembers everything the browser complained about."""

    def __init__(
        self, chromium: Browser, address: str, email: str, *, width: int = 1440, scheme: str = "light"
    ) -> None:
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
        )
        self.page: Page = self.context.new_page()
        self.address = address
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type != "log" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.go("/login")
        self.page.fill("#email", email)
        self.page.fill("#password", PASSWORD)
        self.page.press("#password", "Enter")
        self.page.wait_for_url("**/orders")

    def __enter__(self) -> "Window":
        return self

    def __exit__(self, *raised: object) -> None:
        self.context.close()

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page that is left stops loading
            self.complaints.append(f"{request.url}: {request.failure}")

    def go(self, path: str) -> None:
        self.page.goto(self.address + path, wait_until="load")


def paths(place: Place) -> list[str]:
    """The pages of a buyer that are looked at."""
    at = place.orders
    return [
        "/orders",
        "/orders/new",
        "/badges/" + ids.to_text(ids.SUPPLIER_PREFIX, sample.SUPPLIER),
        *(f"/orders/{at[name]}" for name in ("short", "amended", "disputed", "received", "cancelling", "made")),
        f"/orders/{at['shipped']}/open_dispute",
        *(f"/orders/{at[name]}/contract" for name in ("draft", "amended", "made")),
        *(f"/orders/{at[name]}/messages" for name in ("draft", "agreed")),
        *(f"/orders/{at[name]}/evidence" for name in ("draft", "made")),
        *(f"/orders/{at['draft']}/term{ask}" for ask in ("", "?at=/goods/material/-", "?at=/inspection")),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_every_window_and_can_be_read(
    place: Place, address: str, chromium: Browser, scheme: str
) -> None:
    found: list[str] = []
    with Window(chromium, address, "bea@nordfjell.example", scheme=scheme) as window:
        for path in paths(place):
            window.go(path)
            for width in WIDTHS:
                window.page.set_viewport_size({"width": width, "height": 900})
                wide = window.page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    found.append(f"{path} at {width}: {wide} px wide")
            found += [f"{path}: {text}" for text in window.page.evaluate(FAINT)]
        assert found == []
        assert window.complaints == []


@pytest.mark.parametrize("page", ["/books", "/disputes"])
def test_staff_reads_its_pages_in_every_window(place: Place, address: str, chromium: Browser, page: str) -> None:
    with Window(chromium, address, "tom@fairhold.example", width=360) as window:
        window.go(page)
        assert window.page.evaluate("document.documentElement.scrollWidth") == 360
        assert window.page.evaluate(FAINT) == []
        assert window.complaints == []


def test_the_font_is_ours(place: Place, address: str, chromium: Browser) -> None:
    with Window(chromium, address, "bea@nordfjell.example") as window:
        window.page.evaluate("document.fonts.ready")
        loaded = window.page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
        assert set(loaded) == {"Inter"}


def test_the_keyboard_reaches_an_action_and_shows_where_it_is(place: Place, address: str, chromium: Browser) -> None:
    with Window(chromium, address, "bea@nordfjell.example") as window:
        window.go(f"/orders/{place.orders['shipped']}")
        for _ in range(30):
            window.page.keyboard.press("Tab")
            focused = window.page.evaluate("document.activeElement.textContent.trim()")
            assert window.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", focused
            if focused == "Confirm receipt":
                break
        assert focused == "Confirm receipt"
        window.page.keyboard.press("Enter")
        window.page.wait_for_url("**/confirm_receipt")


def test_a_receipt_is_confirmed_by_clicking_and_an_open_page_notices(
    place: Place, address: str, chromium: Browser
) -> None:
    with Window(chromium, address, "bea@nordfjell.example") as window:
        other = window.context.new_page()
        other.clock.install()
        other.goto(f"{address}/orders/{place.orders['shipped']}")
        window.go(f"/orders/{place.orders['shipped']}")
        window.page.get_by_role("link", name="Confirm receipt", exact=True).click()
        window.page.get_by_role("button", name="Show what would happen").click()
        window.page.get_by_role("heading", name="Confirm receipt: what would happen").wait_for()
        assert "Released\nUSD 80,000.00" in window.page.inner_text(".legend")
        window.page.get_by_role("button", name="Confirm receipt", exact=True).click()
        window.page.wait_for_url("**/orders/ord_*")
        assert "Done: Confirm receipt." in window.page.inner_text("#changed")
        other.clock.fast_forward(21_000)
        other.get_by_text("Something happened on this order.").wait_for()
        assert "Receipt confirmed" in other.inner_text("#timeline")
        assert window.complaints == []


def test_a_file_is_handed_in_by_choosing_it_and_a_hostile_one_is_told_why_not(
    place: Place, address: str, chromium: Browser
) -> None:
    path = f"/orders/{place.orders['made']}/evidence"
    with Window(chromium, address, "bea@nordfjell.example") as window:
        window.go(path)
        window.page.set_input_files("#file", FilePayload(name="lids.png", mimeType="image/png", buffer=files.png()))
        window.page.get_by_role("button", name="Hand in").click()
        window.page.wait_for_url("**/evidence?done=added")
        assert "640 x 480 pixels" in window.page.inner_text("main")
        assert window.complaints == []
        script = b"<svg><script>alert(1)</script></svg>"
        window.page.set_input_files("#file", FilePayload(name="lids.png", mimeType="image/png", buffer=script))
        window.page.get_by_role("button", name="Hand in").click()
        window.page.get_by_text("Not taken. The file begins as a page").wait_for()
        window.page.get_by_role("link", name="lids.png").first.click()
        window.page.get_by_role("heading", name="Custody").wait_for()
        for width in WIDTHS:
            window.page.set_viewport_size({"width": width, "height": 900})
            assert window.page.evaluate("document.documentElement.scrollWidth") <= width
