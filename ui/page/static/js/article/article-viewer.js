// The article beside the conversation: shows it, marks an answer's quotes in it, and leads from there back.
import { mark, unmark } from "./highlight.js";
import { PageViewer } from "./page-viewer.js";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

const page = document.documentElement;
const isDrawer = () => page.classList.contains("narrow");
const links = (exchange) => [...(exchange?.querySelectorAll("a.cite") ?? [])];

// On pages at once: on the way there, the pictures of all pages between would be loaded.
const bringIntoView = (element) =>
  element.scrollIntoView({
    block: "center",
    behavior: CALM.matches || element.closest(".pages") ? "instant" : "smooth",
  });

// While the drawer is open, nothing behind it can be reached.
const behind = (inert) => {
  for (const element of document.querySelectorAll("#masthead, #chat")) element.inert = inert;
};

export class Reading {
  #fetchArticle; // id -> HTML, empty where there is no such article
  #looked; // told of a link whose words are looked at
  #exchange = null; // whose quotes are marked
  #chosen = null; // the link whose words are looked at
  #leads = new WeakMap(); // mark -> the link that cites it
  #opener = null; // what had the focus before the drawer opened
  #pages = new PageViewer(async (article) => {
    await this.#pages.arrange(article);
    const words = await this.#markAll();
    if (words) bringIntoView(words);
  });

  constructor(fetchArticle, looked) {
    [this.#fetchArticle, this.#looked] = [fetchArticle, looked];
  }

  // Looks at one place, and marks it strongly among all that its answer cites.
  async choose(link) {
    this.#choose(link, link.closest(".exchange"));
    this.#looked(link);
    await this.#show(link.dataset.article);
    this.openDrawer(link);
    const words = await this.#markAll();
    if (words) bringIntoView(words);
  }

  // Marks all that a new answer cites; where both stand side by side, the first of it comes into view.
  async settle(exchange) {
    this.#choose(null, exchange);
    const [first] = links(exchange);
    if (first && !isDrawer()) await this.#show(first.dataset.article);
    const words = await this.#markAll();
    if (words && !isDrawer()) bringIntoView(words);
  }

  // The next citation of the answer that is read, or the one before.
  step(by) {
    const cited = links(this.#exchange);
    if (!cited.length) return;
    const at = cited.indexOf(this.#chosen);
    const link = cited[at < 0 ? (by > 0 ? 0 : cited.length - 1) : (at + by + cited.length) % cited.length];
    this.choose(link);
  }

  async open(article) {
    await this.#show(article);
    document.querySelector("#article").scrollTop = 0;
  }

  // An article is gone: nothing leads to it any more.
  forget(article) {
    for (const link of document.querySelectorAll("#exchanges a")) {
      if (link.dataset.article !== article) continue;
      const gone = document.createElement("span");
      gone.className = `${link.className} gone`;
      gone.textContent = link.textContent;
      link.replaceWith(gone);
    }
    if (!this.#chosen?.isConnected) this.#chosen = null;
    for (const each of document.querySelectorAll("#article article"))
      if (each.dataset.article === article) each.remove();
  }

  // Back to the answer that cites what is marked.
  back(marked) {
    const link = this.#leads.get(marked);
    if (!link) return;
    this.#opener = null;
    this.closeDrawer();
    link.scrollIntoView({ block: "center" });
    link.focus();
  }

  openDrawer(opener) {
    if (!isDrawer() || page.classList.contains("reading")) return;
    this.#opener = opener;
    page.classList.add("reading");
    behind(true);
    document.querySelector("#article").focus({ preventScroll: true });
  }

  // Whether it was open.
  closeDrawer() {
    if (!page.classList.contains("reading")) return false;
    page.classList.remove("reading");
    behind(false);
    this.#opener?.focus();
    this.#opener = null;
    return true;
  }

  #choose(link, exchange) {
    for (const other of document.querySelectorAll("#exchanges [aria-current]")) other.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    [this.#chosen, this.#exchange] = [link, exchange];
  }

  // Shows one article, fetched where it was not shown before.
  async #show(id) {
    const panel = document.querySelector("#article");
    const named = () => [...panel.querySelectorAll("article")].find((each) => each.dataset.article === id);
    if (!named()) {
      const html = await this.#fetchArticle(id);
      if (!named()) panel.insertAdjacentHTML("beforeend", html);
    }
    if (!named()) return;
    for (const each of panel.querySelectorAll("article")) each.hidden = each !== named();
    await this.#pages.arrange(named());
  }

  // Gives the first mark of the place to look at: the chosen one, or the first that is cited.
  async #markAll() {
    const target = this.#chosen ?? links(this.#exchange)[0];
    const back = document.querySelector("#article").dataset.back;
    let found = null;
    for (const article of document.querySelectorAll("#article article")) {
      const text = article.querySelector(".text");
      unmark(text);
      // The target last: where quotes overlap, it lies innermost and whole.
      const cited = [...links(this.#exchange).filter((link) => link !== target), target];
      const here = cited.filter((link) => link?.dataset.article === article.dataset.article);
      const boxes = article.classList.contains("paged") ? await this.#pages.mark(article, here) : null;
      for (const [number, link] of here.entries()) {
        const marks = boxes?.[number] ?? mark(text, Number(link.dataset.start), Number(link.dataset.end));
        for (const each of marks) {
          each.classList.toggle("chosen", link === this.#chosen);
          each.title = back;
          this.#leads.set(each, link);
        }
        // One stop for the keyboard, however many pieces it has; the marks of Markdown are pieces that are not seen.
        const seen = marks.find((each) => each.getClientRects().length) ?? marks[0];
        seen?.setAttribute("tabindex", "0");
        seen?.setAttribute("role", "link");
        if (link === target) found = seen;
      }
    }
    return found;
  }
}
