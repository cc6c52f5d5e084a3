"""A browser without a screen: it keeps cookies, follows redirects, and finds the forms and words of a page."""

from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx

from api.marketplace import Client

ADDRESS: Final = "http://fairhold.test"
VOID: Final = frozenset({"meta", "link", "input", "img", "br", "rect", "hr"})


class Page(HTMLParser):
    """What is on a page: its words, links, and forms with their fields."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.names: set[str] = set()
        self.scripts: list[dict[str, str | None]] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self._select = ""
        self._href = ""
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """All words, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def form(self, action: str, step: str = "") -> dict[str, list[str]]:
        """The fields of the form that goes there, with what stands in them."""
        for to, fields in self.forms:
            if to == action and (not step or fields.get("step") == [step]):
                return {name: list(values) for name, values in fields.items()}
        raise AssertionError(f"no form goes to {action}: {[to for to, _ in self.forms]}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "form":
            self.forms.append((given.get("action") or "", {}))
        elif tag == "a":
            self._href = given.get("href") or ""
        elif tag == "script":
            self.scripts.append(given)
        elif tag == "select":
            self._select = given.get("name") or ""
        elif tag == "option" and "selected" in given:
            self._field(self._select, given.get("value") or "")
        elif tag in ("input", "textarea") and given.get("name"):
            self.names.add(given["name"] or "")
            if given.get("type") != "checkbox" or "checked" in given:
                self._field(given["name"] or "", given.get("value") or "")
        if tag == "select":
            self.names.add(self._select)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        found = self.open.pop()
        assert found == tag, f"</{tag}> closes <{found}>"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style"):
            assert not data.strip(), f"inline script: {data[:60]!r}"
        self.words.append(data)
        if self.open and self.open[-1] == "a":
            self.links.append((" ".join(data.split()), self._href))
        if self.open and self.open[-1] == "textarea" and self.forms:
            fields = self.forms[-1][1]
            last = list(fields)[-1]
            fields[last] = [data]

    def _field(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][1].setdefault(name, []).append(value)


class Browser:
    """Somebody in front of the pages."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.cookies: dict[str, str] = {}
        self.last = httpx.Response(204)

    def get(self, path: str) -> Page:
        """Go to an address."""
        return self._go("GET", path)

    def fetch(self, path: str) -> httpx.Response:
        """Go to an address that is no page."""
        self._follow("GET", path)
        return self.last

    def post(self, path: str, fields: dict[str, list[str]], **headers: str) -> Page:
        """Send a form."""
        content = urlencode(fields, doseq=True).encode()
        return self._go(
            "POST", path, content=content, headers={"content-type": "application/x-www-form-urlencoded", **headers}
        )

    def ask(self, to: str, **fields: str) -> Page:
        """Fill in the form at an address, look at what would happen, and send it."""
        path = urlsplit(to).path
        shown = self.get(to).form(path)
        preview = self.post(path, {**shown, **{name: [said] for name, said in fields.items()}})
        return self.post(path, preview.form(path, "go"))

    def log_in(self, email: str, password: str) -> Page:
        """Through the door."""
        return self.post("/login", {"email": [email], "password": [password]})

    def _go(self, method: str, path: str, **given: Any) -> Page:
        self._follow(method, path, **given)
        return Page(self.last.text)

    def _follow(self, method: str, path: str, **given: Any) -> None:
        for _ in range(4):
            headers = {**given.pop("headers", {}), "cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            answer = self.client.request(method, path, headers=headers, **given)
            self._keep(answer)
            if answer.status_code != 303:
                break
            method, path, given = "GET", answer.headers["location"].removeprefix(ADDRESS), {}
        self.last = answer

    def _keep(self, answer: httpx.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0].strip('"')
            if value and "Max-Age=0" not in line:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
