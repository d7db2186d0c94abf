"""What a person does on the page, for the browser tests and the pictures in docs/."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Playwright, expect

from index.models import Article

CHROMIUM = "/usr/bin/chromium-headless-shell"
"""Chromium without a window's frame and its pages: a load of the page takes half the processor time."""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000
"""Milliseconds; a busy machine starts a page slowly."""
STARTER = "why didn't Kim meet Trump?"

expect.set_options(timeout=PATIENCE)


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium: a browser of Playwright's own would be a download."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


class Contexts:
    """Browser contexts that tests use in turn: each finds no data of another, but the files that all of them load.

    To load and compile Gradio's files anew takes seconds of each visit.
    """

    def __init__(self) -> None:
        self._kept: dict[str, BrowserContext] = {}
        self._taken: set[str] = set()

    def new_page(self, browser: Browser, url: str, **options: Any) -> Page:
        """A page of a visitor who never was at that server."""
        name = repr((id(browser), sorted(options.items())))
        if name in self._taken:  # another visitor of the same test
            return browser.new_context(**options).new_page()
        self._taken.add(name)
        if name not in self._kept:
            self._kept[name] = browser.new_context(**options)
        page = self._kept[name].new_page()
        session = page.context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})
        session.detach()
        return page

    def let_go(self, browser: Browser, *, again: bool = True) -> None:
        """Closes all pages, and each context that can or shall not be used again."""
        self._taken.clear()
        kept = {name: each for name, each in self._kept.items() if again and each in browser.contexts and _plain(each)}
        self._kept = kept
        for context in browser.contexts:
            if context not in kept.values():
                context.close()
                continue
            for page in context.pages:
                page.close()
            context.clear_cookies()
            context.clear_permissions()


def _plain(context: BrowserContext) -> bool:
    """Whether its pages have no frames, whose data is kept by the site around them."""
    try:
        return all(len(page.frames) == 1 for page in context.pages)
    except Error:
        return False


CONTEXTS = Contexts()


class Visit:
    """A fresh visitor's page at a server, which notes every request to another host."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        *,
        scheme: Literal["light", "dark"] = "light",
        width: int = 1280,
        height: int = 800,
        locale: str = "en-GB",
    ) -> None:
        viewport = {"width": width, "height": height}
        self.url = url
        self.page: Page = CONTEXTS.new_page(
            browser, url, viewport=viewport, color_scheme=scheme, locale=locale, accept_downloads=True
        )
        self.page.set_default_timeout(PATIENCE)
        self.outside: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))

    def _note(self, address: str) -> None:
        if not address.startswith((self.url, "data:", "blob:")):
            self.outside.append(address)

    def open(self, path: str = "/") -> Page:
        self.page.goto(self.url + path)
        return self.page

    @property
    def field(self) -> Locator:
        """Where questions are typed."""
        return self.page.locator("#question")

    def begin(self, question: str) -> Locator:
        """Types a question and gives its exchange, as soon as there is one."""
        self.field.fill(question)
        self.field.press("Enter")
        exchange = self.exchange(question)
        exchange.wait_for()
        return exchange

    def ask(self, question: str) -> Locator:
        """Types a question and gives its answer."""
        self.begin(question)
        return self.reply_to(question)

    def ask_starter(self, question: str) -> Locator:
        """Chooses a starter question and gives its answer."""
        self.page.get_by_role("button", name=question).click()
        return self.reply_to(question)

    def exchange(self, question: str) -> Locator:
        """The last one with that question."""
        return self.page.locator("#exchanges .exchange", has=self.page.locator("h2", has_text=question)).last

    def reply_to(self, question: str) -> Locator:
        """The answer, when it is whole."""
        reply = self.exchange(question).locator(".reply:not(.making)")
        reply.wait_for()
        return reply

    def do(self, name: str, question: str = "") -> None:
        """Uses a tool of the last exchange, or of that with a question, from the menu where it is there."""
        exchange = self.exchange(question) if question else self.page.locator("#exchanges .exchange").last
        button = exchange.locator(".tools").get_by_role("button", name=name, exact=True)
        if not button.is_visible():
            exchange.locator(".more summary").click()
        button.click()

    def questions(self) -> list[str]:
        """All questions that the page shows."""
        return self.page.locator("#exchanges .question").all_text_contents()

    def marked(self) -> list[str]:
        """All marked words of the article that is shown."""
        return self.page.locator("#article mark:visible").all_text_contents()

    def chosen_words(self) -> str:
        """The strongly marked words of the article."""
        return "".join(self.page.locator("#article mark.chosen").all_text_contents())

    def lightly_marked(self) -> list[str]:
        return self.page.locator("#article mark:not(.chosen)").all_text_contents()


QUOTES = (
    "The American claimed this Wednesday (29/10) that the meeting did not take place due to scheduling problems.",
    "Kim has since cultivated a close military and commercial relationship with Russia.",
)


TANGLED = Article(
    title="Tags <b>& ${braces}</b>",
    text="<script>document.title = 'taken'</script> costs ${1 + 1} or {{two}} `ticks`. 😀 Next.\r\n\r\n\r\n"
    'Ünï "quoted" 😀 words [3] &amp; more. The end.\n',
    source="tangled.txt",
)


def serious(page: Page) -> list[str]:
    """What an accessibility checker calls serious or critical, of WCAG 2.2 AA and best practice."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]
