// The list of articles: searched, sorted, narrowed by tag; its check boxes choose what is asked.
import { call } from "../problem.js";
import { recall, remember } from "../storage.js";

const WAIT = 200; // milliseconds without a key before a search
const ASKED = "article-chat-asked"; // where the browser keeps what is asked
const HIDDEN = "article-chat-library-hidden";

const one = (selector) => document.querySelector(selector);
const filled = (words, values) => words.replaceAll(/{(\w+)}/g, (_, name) => values[name]);
const page = document.documentElement;
const drawer = matchMedia("(max-width: 1100px)"); // there is no room for three columns

export class Library {
  #bridge;
  #talk;
  #reading;
  #changed; // told when other articles are asked
  #chosen = new Set(); // the ids of what is asked; empty: all
  #query = { search: "", tag: null, sort: "newest" };
  #found; // what the server said of the list: `next`, `total`, `all` and `ids`
  #requests = 0; // so that a response that comes late is dropped
  #loading = false;
  #opener = null; // what opened the drawer
  #end; // observes whether the end of the list comes into view

  constructor(bridge, talk, reading, changed) {
    [this.#bridge, this.#talk, this.#reading, this.#changed] = [bridge, talk, reading, changed];
    const list = one("#library");
    list.addEventListener("click", ({ target }) => this.#clicked(target.closest("button")));
    list.addEventListener("change", ({ target }) => {
      if (target.matches("[data-shelf=pick]")) this.#pick(target);
      if (target.matches("#sort")) this.#narrow({ sort: target.value });
    });
    list.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#retag(event.target);
    });
    let typed;
    one("#search").addEventListener("input", ({ target }) => {
      clearTimeout(typed);
      typed = setTimeout(() => this.#narrow({ search: target.value }), WAIT);
    });
    const near = { root: list.querySelector(".shelf"), rootMargin: "600px" };
    this.#end = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && this.#more(), near);
    drawer.addEventListener("change", () => this.#arrange());
    page.classList.toggle("library-hidden", recall(HIDDEN) === true);
    const kept = recall(ASKED);
    if (Array.isArray(kept)) this.#chosen = new Set(kept.map(String));
    this.#take(JSON.parse(list.dataset.state));
    this.#arrange();
  }

  // The ids of what is asked, with spaces between them; empty: all.
  get scope() {
    return [...this.#chosen].join(" ");
  }

  get empty() {
    return this.#found.all === 0;
  }

  // How many articles are asked, of how many.
  get counts() {
    return { count: this.#chosen.size || this.#found.all, total: this.#found.all };
  }

  // What is asked, in words.
  get words() {
    const { all, none, some, one: single } = one("#scope").dataset;
    const values = this.counts;
    if (this.empty) return none;
    if (this.#chosen.size) return filled(some, values);
    return values.total === 1 ? single : filled(all, values);
  }

  // Makes these the ones that are asked, as `scope` gives them; `quietly`: as whoever would be told wants it.
  choose(scope, { quietly = false } = {}) {
    this.#chosen = new Set(scope.split(" ").filter(Boolean));
    this.#prune();
    this.#show();
    if (!quietly) this.#changed();
  }

  // Lists the articles anew, as some were added, changed or removed.
  async refresh() {
    await this.#load();
  }

  // Opens the list, where it is not in sight; else hides it.
  toggle(opener) {
    if (!drawer.matches) {
      const hidden = page.classList.toggle("library-hidden");
      remember(HIDDEN, hidden);
      this.#arrange();
    } else if (!this.close()) this.open(opener);
  }

  open(opener) {
    if (!drawer.matches) {
      page.classList.remove("library-hidden");
      remember(HIDDEN, false);
    } else {
      page.classList.add("browsing", "browsed");
      this.#opener = opener;
    }
    this.#arrange();
    one("#search").focus();
  }

  // Closes the drawer; whether it was open.
  close() {
    if (!page.classList.contains("browsing")) return false;
    page.classList.remove("browsing");
    this.#arrange();
    this.#opener?.focus();
    return true;
  }

  #arrange() {
    if (!drawer.matches) page.classList.remove("browsing");
    page.classList.toggle("library-drawer", drawer.matches);
    const shown = drawer.matches ? page.classList.contains("browsing") : !page.classList.contains("library-hidden");
    one("#browse").setAttribute("aria-expanded", String(shown));
  }

  #clicked(button) {
    const row = button?.closest("li");
    const confirm = row?.querySelector(".confirm");
    const remove = row?.querySelector("[data-shelf=remove]");
    const ask = (asking) => {
      [confirm.hidden, remove.hidden] = [!asking, asking];
      (asking ? confirm.querySelector("[data-shelf=keep]") : remove).focus();
    };
    const does = {
      open: () => this.#read(row.dataset.article),
      tag: () => this.#narrow({ tag: button.dataset.tag === this.#query.tag ? null : button.dataset.tag }),
      all: () => this.choose(""),
      these: () => this.choose(this.#found.ids.join(" ")),
      more: () => this.#more(),
      remove: () => ask(true),
      keep: () => ask(false),
      sure: () => this.#remove(row),
    };
    does[button?.dataset.shelf]?.();
  }

  async #read(article) {
    this.close();
    await this.#reading.open(article);
    this.#reading.openDrawer(one("#browse"));
  }

  #pick(box) {
    const { article } = box.closest("li").dataset;
    const list = one("#library");
    if (box.checked && this.#chosen.size >= Number(list.dataset.most)) {
      box.checked = false;
      this.#tell(list.dataset.tooMany);
      return;
    }
    if (box.checked) this.#chosen.add(article);
    else this.#chosen.delete(article);
    this.#show();
    this.#changed();
    this.#talk.say(this.words);
  }

  async #narrow(wanted) {
    Object.assign(this.#query, wanted);
    await this.#load();
    one("#library .shelf").scrollTop = 0;
    if ("tag" in wanted) one(`#library [data-tag="${CSS.escape(wanted.tag ?? "")}"]`)?.focus();
    this.#talk.say(`${this.#found.total} ${one("#library h2").textContent}`);
  }

  async #more() {
    if (this.#found.next && !this.#loading) await this.#load(this.#found.next);
  }

  async #load(after = "") {
    const request = ++this.#requests;
    const asked = JSON.stringify({ ...this.#query, after });
    this.#loading = true;
    const found = await this.#bridge.server.shelf(asked).catch(() => null);
    if (request !== this.#requests) return;
    this.#loading = false;
    if (!found) return this.#tell(this.#talk.word("unreachable"), true);
    const entries = one("#library .entries");
    if (after) entries.insertAdjacentHTML("beforeend", found.rows);
    else {
      entries.innerHTML = found.rows;
      one("#library .tags").innerHTML = found.tags;
    }
    this.#take(after ? { ...found, ids: this.#found.ids } : found);
  }

  // Takes what the server said of the list.
  #take(found) {
    this.#found = found;
    const more = one("#library [data-shelf=more]");
    more.hidden = !found.next;
    this.#end.unobserve(more);
    this.#end.observe(more); // it may be in view still
    this.#prune();
    this.#show();
  }

  // What is no longer there is not asked.
  #prune() {
    const { ids, all } = this.#found;
    if (ids.length === all) this.#chosen = new Set(ids.filter((id) => this.#chosen.has(id)));
  }

  #show() {
    const list = one("#library");
    const { total, all, ids } = this.#found;
    const narrowed = this.#query.search.trim() !== "" || this.#query.tag !== null;
    for (const box of list.querySelectorAll("[data-shelf=pick]"))
      box.checked = this.#chosen.has(box.closest("li").dataset.article);
    list.querySelector(".nothing").hidden = total > 0 || all === 0;
    list.querySelector(".tags").hidden = list.querySelector(".tags").childElementCount === 0;
    list.querySelector("[data-shelf=all]").hidden = this.#chosen.size === 0;
    const these = list.querySelector("[data-shelf=these]");
    these.hidden = !narrowed || total === 0 || total > ids.length;
    these.textContent = filled(list.dataset.askThese, { count: total });
    for (const place of [list.querySelector(".asked .words"), one("#scope [data-do=browse]")])
      place.textContent = this.words;
    page.classList.toggle("empty", this.empty);
    one("#question").disabled = this.empty;
    remember(ASKED, [...this.#chosen]);
  }

  async #retag(form) {
    const { article } = form.closest("li").dataset;
    const tags = form.elements.tags.value.split(",").filter((tag) => tag.trim());
    const said = await call(this.#talk, `api/articles/${article}`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ tags }),
    });
    if (said.problem) return this.#tell(said.problem, true);
    await this.#load();
    this.#tell(one("#library").dataset.retagged);
    one(`#library li[data-article="${article}"] .more summary`)?.focus();
  }

  async #remove(row) {
    const { article } = row.dataset;
    const title = row.querySelector(".open").textContent;
    const said = await call(this.#talk, `api/articles/${article}`, { method: "DELETE" });
    if (said.problem) return this.#tell(said.problem, true);
    this.#chosen.delete(article);
    this.#reading.forget(article);
    await this.#load();
    this.#tell(`${filled(one("#library").dataset.removed, { title })} ${this.words}.`);
    one("#search").focus();
    const next = one("#library .entries li");
    if (!one("#article article:not([hidden])") && next) await this.#reading.open(next.dataset.article);
    this.#changed();
  }

  #tell(text, failed = false) {
    const place = one("#library .told");
    place.textContent = text;
    place.classList.toggle("failure", failed);
  }
}
