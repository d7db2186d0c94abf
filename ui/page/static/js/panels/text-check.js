// The panel that checks a pasted text: each sentence with its support, what differs, and its quotes in the article.
import { download } from "../download.js";
import { problemOf } from "../problem.js";
import { filled, Panel, quoteLink } from "./panel.js";

export class TextCheck extends Panel {
  #server;
  #talk;
  #library; // whose articles that are asked the text is checked against
  #checked = null; // the text, and the body of the API's answer
  #asking = null; // the request that runs

  constructor(server, talk, reading, library) {
    super(document.querySelector("#text-check"), reading);
    [this.#server, this.#talk, this.#library] = [server, talk, library];
    this.one("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#check(this.one("textarea").value);
    });
    this.element.addEventListener("click", (event) => this.#clicked(event));
    document.querySelector("#check-text").addEventListener("click", ({ currentTarget }) => this.open(currentTarget));
  }

  open(opener) {
    super.open(opener);
    this.one(".scope").textContent = filled(this.element.dataset.scope, this.#library.counts);
    (this.#checked ? this.one("a.cite, [data-check]") : this.one("textarea")).focus();
  }

  close() {
    this.#asking?.abort();
    super.close();
  }

  #clicked(event) {
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
    this.one("textarea").focus();
  }

  async #check(text) {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#checked = null;
    this.say(this.element.dataset.checking);
    const articles = this.#library.scope.split(" ").filter(Boolean); // none for all
    const body = JSON.stringify(articles.length ? { text, articles } : { text });
    const request = { method: "POST", body, headers: { "Content-Type": "application/json" }, signal: asking.signal };
    try {
      const response = await fetch("api/verify", request);
      if (!response.ok) return this.say(await problemOf(response, this.#talk), true);
      this.#checked = { text, found: await response.json() };
      this.#show();
      this.one(".told").scrollIntoView({ block: "nearest" });
    } catch {
      if (!asking.signal.aborted) this.say(this.#talk.word("unreachable"), true);
    }
  }

  // The form, or what came of it.
  #show() {
    const found = this.#checked?.found;
    this.one("form").hidden = Boolean(found);
    this.one(".reports").hidden = !found;
    const quotes = new Map(found?.citations.map((each) => [each.number, each]));
    this.one(".checked").replaceChildren(...(found?.sentences ?? []).map((each) => this.#row(each, quotes)));
    if (!found) return this.say("");
    const count = (...kinds) => found.sentences.filter((each) => kinds.includes(each.support)).length;
    const counts = { contradicted: count("contradicted"), unsupported: count("unsupported") };
    this.say(filled(this.element.dataset.summary, { carried: count("verbatim", "supported"), ...counts }));
  }

  #row(sentence, quotes) {
    const row = this.one("template").content.cloneNode(true).firstElementChild;
    row.className = sentence.support;
    row.querySelector(".said").textContent = sentence.text;
    row.querySelector(".verdict").textContent = this.element.dataset[sentence.support];
    row.querySelector(".differs").append(...sentence.differs.map((each) => this.#difference(each)));
    row.querySelector(".found").append(...sentence.citations.map((number) => this.#quote(quotes.get(number))));
    return row;
  }

  #difference({ kind, said, article }) {
    const { differs, lacks, denied, [kind]: name } = this.element.dataset;
    const line = document.createElement("li");
    line.textContent = `${name}: ${filled(said && article ? differs : said ? lacks : denied, { said, article })}`;
    return line;
  }

  #quote(citation) {
    const { article_id: article, start, end } = citation;
    const title = filled(this.element.dataset.showIn, { title: citation.article_title });
    const link = quoteLink(`[${citation.number}] “${citation.quote}”`, title, { article, start, end });
    const line = document.createElement("li");
    line.append(link);
    return line;
  }
}
