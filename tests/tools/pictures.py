"""Takes the pictures in docs/ of a real server, and of a scripted one where an answer is to be seen in the making.

    python -m tests.tools.pictures docs

To be looked at before they are committed: nothing cut off, nothing overlapping.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from index.sources.load import load
from tests.support.browsing import STARTER, Visit, launch
from tests.support.language_models.spoken import spoken, told
from tests.support.processes import command, environment
from tests.support.servers.scripted_service import ScriptedAssistant, Served, free_port, serving
from ui.service.service import SEEDS

COLOURS = 256
TOUR = (880, 544)
"""Pixels of the moving picture."""
POINTER = """([x, y]) => {
  const pointer = document.createElement("div");
  pointer.style = `position: fixed; left: ${x - 13}px; top: ${y - 13}px; width: 26px; height: 26px; z-index: 99;
    border-radius: 50%; background: rgb(138 59 18 / 25%); border: 2px solid #8a3b12; pointer-events: none`;
  document.body.append(pointer);
}"""
DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"
ABSENT = "How tall is Donald Trump?"
FOLLOW_UP = "and Choo Jae-woo?"
QUOTES = (
    "The American claimed this Wednesday (29/10) that the meeting did not take place due to scheduling problems.",
    "Kim has since cultivated a close military and commercial relationship with Russia.",
)
SAID = [
    ("They did not meet because of scheduling problems.", QUOTES[:1], "supported"),
    ("Kim was on holiday in Paris that week.", (), "unsupported"),
    ("By now he has close military and commercial ties with Russia.", QUOTES[1:], "supported"),
]


@contextmanager
def real_server() -> Iterator[str]:
    """`article-chat serve` on an empty data folder."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        process = subprocess.Popen(command("serve", "--port", str(port)), env=environment(Path(folder)))
        try:
            served = Served("127.0.0.1", port)
            served.wait("/config")
            yield served.url
        finally:
            process.terminate()
            process.wait(30)


def save(visit: Visit, path: Path) -> None:
    """Saves what is seen, once nothing moves any more, in few colours."""
    visit.page.mouse.move(0, 0)
    visit.page.wait_for_timeout(1500)
    path.parent.mkdir(exist_ok=True)
    visit.page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    visit.page.context.close()


def of_real_answers(browser: Browser, url: str, docs: Path) -> None:
    """A chosen citation in the dark, no answer, a narrow screen with and without its drawer, Portuguese."""
    visit = Visit(browser, url, scheme="dark")
    visit.open()
    visit.ask_starter(STARTER).locator("a.cite").first.click()
    save(visit, docs / "screens/dark.png")

    visit = Visit(browser, url)
    visit.open()
    save(visit, docs / "screens/start.png")

    visit = Visit(browser, url)
    visit.open()
    visit.ask("Who is Yakov Zinberg?")
    visit.ask(FOLLOW_UP)
    visit.ask(ABSENT)
    save(visit, docs / "screens/not-in-article.png")

    for locale, name in (("pt-BR", "portuguese"), ("es-ES", "spanish")):
        visit = Visit(browser, url, locale=locale)
        visit.open()
        visit.ask_starter(STARTER)
        visit.ask(ABSENT)
        save(visit, docs / f"screens/{name}.png")

    for scheme in ("light", "dark"):
        visit = Visit(browser, url, scheme=scheme, width=360, height=740)
        visit.open()
        visit.ask_starter(STARTER)
        save(visit, docs / f"screens/narrow-{scheme}.png")

    visit = Visit(browser, url, width=360, height=740)
    visit.open()
    visit.ask_starter(STARTER).locator("a.cite").first.click()
    save(visit, docs / "screens/drawer.png")

    visit = Visit(browser, url, width=640, height=520)
    visit.open(f"/embed?article={article_of(browser, url)}")
    visit.ask_starter("Who is Yakov Zinberg?")
    save(visit, docs / "screens/embed.png")

    visit = Visit(browser, url)
    visit.open()
    visit.page.locator("#manage").click()
    dialog = visit.page.get_by_role("dialog")
    dialog.locator("[type=file]").set_input_files([DOCUMENTS / "report.pdf", DOCUMENTS / "scanned.pdf"])
    dialog.locator(".failure").wait_for()
    save(visit, docs / "screens/articles.png")


def tour(browser: Browser, url: str, path: Path) -> None:
    """The first minute as a moving picture: the page opens, a question is asked, its second citation chosen."""
    visit = Visit(browser, url, width=1100, height=680)
    page = visit.open()
    visit.field.wait_for()
    frames: list[tuple[Image.Image, int]] = []

    def look(milliseconds: int) -> None:
        page.wait_for_timeout(150)
        with Image.open(io.BytesIO(page.screenshot())) as seen:
            frames.append((seen.convert("RGB").resize(TOUR, Image.Resampling.LANCZOS), milliseconds))

    page.wait_for_timeout(1000)
    look(1200)
    for end in range(4, len(STARTER), 4):
        visit.field.fill(STARTER[:end])
        look(120)
    visit.field.fill(STARTER)
    look(600)
    visit.field.press("Enter")
    reply = visit.reply_to(STARTER)
    page.wait_for_timeout(1000)
    look(2600)
    link = reply.locator("a.cite").nth(1)
    box = link.bounding_box()
    assert box
    page.evaluate(POINTER, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
    look(700)
    link.click()
    page.wait_for_timeout(1200)
    look(3200)
    page.context.close()
    # One palette for all: a colour that changes from frame to frame would flicker.
    palette = frames[-1][0].quantize(COLOURS, dither=Image.Dither.NONE, kmeans=3)
    pictures = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame, _ in frames]
    durations = [milliseconds for _, milliseconds in frames]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=durations, loop=0, optimize=True)


def article_of(browser: Browser, url: str) -> str:
    """The id of the article that the server has."""
    visit = Visit(browser, url)
    visit.open()
    found = visit.page.locator("#article article").get_attribute("data-article")
    visit.page.context.close()
    assert found
    return found


def of_an_answer_in_the_making(browser: Browser, docs: Path) -> None:
    """A language model's answer after its second sentence, which the article does not carry, and one stopped there."""
    seed = next(load(str(SEEDS)))
    assistant = ScriptedAssistant([seed], {})
    whole = spoken(seed, STARTER, SAID)  # type: ignore[arg-type]
    assistant.streams[STARTER] = [*list(told(whole, 0.0))[:-12], 3600.0]
    with serving(assistant) as served:
        for name, stopped in (("streaming", False), ("stopped", True)):
            visit = Visit(browser, served.url)
            visit.open()
            exchange = visit.begin(STARTER)
            exchange.locator(".doubt").wait_for()
            if stopped:
                visit.page.keyboard.press("Escape")
            save(visit, docs / f"screens/{name}.png")


if __name__ == "__main__":
    with sync_playwright() as started:
        chromium = launch(started)
        with real_server() as address:
            tour(chromium, address, Path(sys.argv[1]) / "tour.gif")
            of_real_answers(chromium, address, Path(sys.argv[1]))
        of_an_answer_in_the_making(chromium, Path(sys.argv[1]))
