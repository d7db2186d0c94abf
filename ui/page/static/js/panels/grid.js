// The panel that asks several questions of all articles that are asked: a grid whose cells come one by one.
import { download } from "../download.js";
import { events, post } from "../event-stream.js";
import { problemOf } from "../problem.js";
import { recall, remember } from "../storage.js";
import { filled, Panel, quoteLink } from "./panel.js";

const KEPT = "article-chat-grid-questions"; // where the browser keeps the questions

const element = (tag, text, scope = "") => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (scope) made.scope = scope;
  return made;
};

export class GridPanel extends Panel {
  #talk;
  #library; // whose articles that are asked are the rows
  #answerer;
  #grid = null; // questions, articles and cells, as the API gives them
  #asking = null; // the request that runs

  constructor(talk, reading, library, answerer) {
    super(document.querySelector("#grid"), reading);
    [this.#talk, this.#library, this.#answerer] = [talk, library, answerer];
    this.one("textarea").value = recall(KEPT) ?? "";
    this.one("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#fill(this.one("textarea").value);
    });
    this.element.addEventListener("click", ({ target }) => this.#clicked(target.closest("[data-grid]")));
  }

  open(opener) {
    super.open(opener);
    this.one(".scope").textContent = filled(this.element.dataset.scope, this.#library.counts);
    (this.#grid ? this.one(".cells") : this.one("textarea")).focus();
  }

  #clicked(button) {
    const does = {
      close: () => this.close(), // what is being filled goes on
      stop: () => this.#asking?.abort(),
      edit: () => this.#edit(),
      csv: () => this.#save("csv"),
      xlsx: () => this.#save("xlsx"),
    };
    does[button?.dataset.grid]?.();
  }

  #edit() {
    this.#asking?.abort();
    this.#grid = null;
    this.#arrange();
    this.say("");
    this.one(".scope").textContent = filled(this.element.dataset.scope, this.#library.counts);
    this.one("textarea").focus();
  }

  async #fill(text) {
    const questions = text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    remember(KEPT, text);
    const articles = this.#library.scope.split(" ").filter(Boolean); // none for all
    const body = { questions, ...this.#answerer.chosen, ...(articles.length ? { articles } : {}) };
    const asking = new AbortController();
    this.#asking = asking;
    this.say(this.#talk.word("reading"));
    let problem = this.#talk.word("unreachable");
    try {
      const response = await post("api/grid", body, asking.signal);
      if (!response.ok) problem = await problemOf(response, this.#talk);
      else {
        for await (const { name, data } of events(response)) {
          if (asking.signal.aborted) break;
          if (name === "grid") this.#begin(data);
          else if (name === "cell") this.#put(data);
          else if (name === "done") problem = "";
        }
      }
    } catch (error) {
      if (!asking.signal.aborted) console.error(error);
    }
    if (this.#asking !== asking) return;
    this.#asking = null;
    if (asking.signal.aborted) {
      if (this.#grid) this.say(`${this.#progress()} · ${this.element.dataset.stopped}`);
    } else if (problem) this.say(problem, true);
    this.#arrange();
  }

  #begin({ questions, articles }) {
    this.#grid = { questions, articles, cells: [] };
    const head = document.createElement("tr");
    head.append(element("th", this.element.dataset.article, "col"));
    head.append(...questions.map((question) => element("th", question, "col")));
    const rows = articles.map(({ title }) => {
      const row = document.createElement("tr");
      row.append(element("th", title, "row"), ...questions.map(() => document.createElement("td")));
      return row;
    });
    this.one("table").replaceChildren(head, ...rows);
    this.one("table").ariaRowCount = String(rows.length + 1);
    this.#arrange();
    this.say(this.#progress());
  }

  #put(cell) {
    this.#grid.cells.push(cell);
    const place = this.one("table").rows[cell.article + 1].cells[cell.question + 1];
    const { blank, failed, showIn } = this.element.dataset;
    const { id: article, title } = this.#grid.articles[cell.article];
    place.className = cell.status;
    const [quote] = cell.quotes;
    if (cell.status === "answered" && quote)
      place.append(quoteLink(cell.text, filled(showIn, { title }), { article, ...quote }));
    else if (cell.status === "failed") [place.textContent, place.title] = [failed, cell.text];
    else place.textContent = cell.text || blank;
    this.say(this.#progress());
  }

  #progress() {
    const { questions, articles, cells } = this.#grid;
    const answered = cells.filter(({ status }) => status === "answered").length;
    const values = { done: cells.length, total: questions.length * articles.length, answered };
    return filled(this.element.dataset.progress, values);
  }

  // The form, or the grid.
  #arrange() {
    const grid = this.#grid;
    this.one("form").hidden = Boolean(grid);
    this.one(".cells").hidden = !grid;
    this.one(".reports").hidden = !grid;
    this.one("[data-grid=stop]").hidden = !this.#asking;
  }

  async #save(format) {
    try {
      const response = await post("api/grid/file", { format, ...this.#grid });
      if (!response.ok) return this.say(await problemOf(response, this.#talk), true);
      download(await response.blob(), response.headers.get("content-type"), `grid.${format}`);
    } catch {
      this.say(this.#talk.word("unreachable"), true);
    }
  }
}
