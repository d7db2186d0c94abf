// The panel that checks a pasted text: each sentence with its support, what differs, and its quotes in the article.
import { download } from "../download.js";
import { problemOf } from "../problem.js";

const filled = (words, values) => words.replaceAll(/{(\w+)}/g, (_, name) => values[name]);

export class TextCheck {
  #server;
  #talk;
  #reading;
  #library; // whose articles that are asked the text is checked against
  #panel;
  #checked = null; // the text, and the body of the API's answer
  #opener = null;
  #asking = null; // the request that runs

  constructor(server, talk, reading, library) {
    [this.#server, this.#talk, this.#reading, this.#library] = [server, talk, reading, library];
    this.#panel = document.querySelector("#text-check");
    this.#one("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#check(this.#one("textarea").value);
    });
    this.#panel.addEventListener("click", (event) => this.#clicked(event));
    this.#panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      event.stopPropagation(); // the conversation's keys are not the panel's
    });
    document.querySelector("#check-text").addEventListener("click", ({ currentTarget }) => this.open(currentTarget));
  }

  open(opener) {
    this.#opener = opener;
    this.#one(".scope").textContent = filled(this.#panel.dataset.scope, this.#library.counts);
    this.#hide(false);
    (this.#checked ? this.#one("a.cite, [data-check]") : this.#one("textarea")).focus();
  }

  close() {
    this.#asking?.abort();
    this.#hide(true);
    this.#opener?.focus();
  }

  // What lies under the panel is out of the keyboard's reach while it is open.
  #hide(hidden) {
    this.#panel.hidden = hidden;
    for (const part of document.querySelectorAll("#conversation, #composer")) part.inert = !hidden;
  }

  #one(selector) {
    return this.#panel.querySelector(selector);
  }

  #clicked(event) {
    const link = event.target.closest("a.cite");
    if (link) {
      event.preventDefault();
      event.stopPropagation(); // no exchange is meant
      for (const other of this.#panel.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
      this.#reading.choose(link);
    }
    const does = {
      close: () => this.close(),
      edit: () => this.#edit(),
      json: () => download(JSON.stringify(this.#checked.found, null, 2), "application/json", "checked.json"),
      html: async () => {
        const page = await this.#server.report(JSON.stringify(this.#checked)).catch(() => "");
        if (page) download(page, "text/html", "checked.html");
      },
    };
    does[event.target.closest("[data-check]")?.dataset.check]?.();
  }

  #edit() {
    this.#checked = null;
    this.#show();
    this.#one("textarea").focus();
  }

  async #check(text) {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#checked = null;
    this.#say(this.#panel.dataset.checking);
    const articles = this.#library.scope.split(" ").filter(Boolean); // none for all
    const body = JSON.stringify(articles.length ? { text, articles } : { text });
    const request = { method: "POST", body, headers: { "Content-Type": "application/json" }, signal: asking.signal };
    try {
      const response = await fetch("api/verify", request);
      if (!response.ok) return this.#say(await problemOf(response, this.#talk), true);
      this.#checked = { text, found: await response.json() };
      this.#show();
      this.#one(".told").scrollIntoView({ block: "nearest" });
    } catch {
      if (!asking.signal.aborted) this.#say(this.#talk.word("unreachable"), true);
    }
  }

  #say(text, failed = false) {
    this.#one(".told").textContent = text;
    this.#one(".told").classList.toggle("failure", failed);
  }

  // The form, or what came of it.
  #show() {
    const found = this.#checked?.found;
    this.#one("form").hidden = Boolean(found);
    this.#one(".reports").hidden = !found;
    const quotes = new Map(found?.citations.map((each) => [each.number, each]));
    this.#one(".checked").replaceChildren(...(found?.sentences ?? []).map((each) => this.#row(each, quotes)));
    if (!found) return this.#say("");
    const count = (...kinds) => found.sentences.filter((each) => kinds.includes(each.support)).length;
    const counts = { contradicted: count("contradicted"), unsupported: count("unsupported") };
    this.#say(filled(this.#panel.dataset.summary, { carried: count("verbatim", "supported"), ...counts }));
  }

  #row(sentence, quotes) {
    const row = this.#one("template").content.cloneNode(true).firstElementChild;
    row.className = sentence.support;
    row.querySelector(".said").textContent = sentence.text;
    row.querySelector(".verdict").textContent = this.#panel.dataset[sentence.support];
    row.querySelector(".differs").append(...sentence.differs.map((each) => this.#difference(each)));
    row.querySelector(".found").append(...sentence.citations.map((number) => this.#quote(quotes.get(number))));
    return row;
  }

  #difference({ kind, said, article }) {
    const { differs, lacks, denied, [kind]: name } = this.#panel.dataset;
    const line = document.createElement("li");
    line.textContent = `${name}: ${filled(said && article ? differs : said ? lacks : denied, { said, article })}`;
    return line;
  }

  #quote(citation) {
    const link = document.createElement("a");
    [link.href, link.className, link.textContent] = ["#article", "cite", `[${citation.number}] “${citation.quote}”`];
    const { article_id: article, start, end } = citation;
    Object.assign(link.dataset, { article, start, end });
    link.title = filled(this.#panel.dataset.showIn, { title: citation.article_title });
    const line = document.createElement("li");
    line.append(link);
    return line;
  }
}
