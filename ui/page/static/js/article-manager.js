// The dialog that lists the articles, adds some and removes some; the server's HTTP API does the work.
import { problemOf } from "./problem.js";

const TRIES = 8; // how often a new article's questions are asked for, a second apart

const one = (selector) => document.querySelector(selector);
const filled = (words, values) => words.replaceAll(/{(\w+)}/g, (_, name) => values[name]);
const pause = () => new Promise((resolve) => setTimeout(resolve, 1000));

// What the API says: the body where it went well, or else a sentence to show.
const call = async (talk, path, options) => {
  try {
    const response = await fetch(path, options);
    if (!response.ok) return { problem: await problemOf(response, talk) };
    return { body: response.status === 204 ? {} : await response.json(), status: response.status };
  } catch {
    return { problem: talk.word("unreachable") };
  }
};

export class Catalogue {
  #bridge;
  #talk;
  #reading;
  #dialog;
  #busy = Promise.resolve(); // one article after the other

  constructor(bridge, talk, reading) {
    [this.#bridge, this.#talk, this.#reading, this.#dialog] = [bridge, talk, reading, one("#catalogue")];
    this.#tellDays();
    one("#manage").addEventListener("click", () => this.open());
    this.#dialog.addEventListener("click", (event) => this.#clicked(event.target.closest("button")));
    this.#dialog.addEventListener("submit", (event) => this.#submitted(event));
    this.#dialog.addEventListener("change", ({ target }) => {
      if (!target.matches("[type=file]")) return;
      this.#addFiles([...target.files]);
      target.value = "";
    });
    const brings = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragover", (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      this.open();
    });
    addEventListener("drop", (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      this.#addFiles([...event.dataTransfer.files]);
    });
  }

  open() {
    if (this.#dialog.open) return;
    this.#dialog.querySelector(".jobs").replaceChildren();
    this.#dialog.showModal();
  }

  // Makes an article the one that is asked and read; empty: asks all.
  async choose(id) {
    const selector = one("#selector");
    if ([...selector.options].some((option) => option.value === id)) selector.value = id;
    if (id) await this.#reading.open(id);
    await this.#suggest(id);
  }

  // Questions to begin with are there a moment after an article is.
  async #suggest(id) {
    for (let left = TRIES; left && one("#selector").value === id && one("#conversation .welcome"); left--) {
      const html = await this.#bridge.server.starters(id);
      one("#conversation .welcome .starters").outerHTML = html || '<div class="starters"></div>';
      if (one("#conversation .welcome .starter")) return;
      await pause();
    }
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
      close: () => this.#dialog.close(),
      open: () => {
        this.#dialog.close();
        this.choose(row.dataset.article);
      },
      remove: () => ask(true),
      keep: () => ask(false),
      sure: () => this.#remove(row),
    };
    does[button?.dataset.shelf]?.();
  }

  #submitted(event) {
    event.preventDefault();
    const form = event.target;
    const given = Object.fromEntries(new FormData(form));
    const body = JSON.stringify(given);
    const name = given.url ?? (given.title || given.text.trim().slice(0, 40));
    this.#addAll([{ name, body, headers: { "Content-Type": "application/json" }, done: () => form.reset() }]);
  }

  #addFiles(files) {
    const most = Number(this.#dialog.dataset.most) * 1e6;
    const jobs = files.map((file) => {
      const body = new FormData();
      body.append("file", file);
      const problem = file.size > most ? filled(this.#dialog.dataset.tooLarge, { name: file.name }) : "";
      return { name: file.name, body, problem };
    });
    this.#addAll(jobs);
  }

  // Adds them in turn; where all went well, the last one is what is read and asked next.
  #addAll(jobs) {
    const lines = jobs.map((job) => this.#line(filled(this.#dialog.dataset.adding, job), true));
    this.#busy = this.#busy.then(async () => {
      const ids = [];
      for (const [index, { body, headers, problem, done }] of jobs.entries()) {
        const request = { method: "POST", body, headers };
        const said = problem ? { problem } : await call(this.#talk, "api/articles", request);
        if (said.body) {
          const { added, present } = this.#dialog.dataset;
          this.#end(lines[index], filled(said.status === 201 ? added : present, said.body));
          ids.push(said.body.id);
          done?.();
        } else this.#end(lines[index], said.problem, true);
      }
      if (ids.length) await this.#refresh();
      if (!ids.length || ids.length < jobs.length) return;
      const told = lines.at(-1).textContent;
      this.#dialog.close();
      this.#talk.say(told);
      one("#question").focus();
      this.choose(ids.at(-1));
    });
  }

  async #remove(row) {
    const { article } = row.dataset;
    const title = row.querySelector(".open").textContent;
    const said = await call(this.#talk, `api/articles/${article}`, { method: "DELETE" });
    const line = this.#line("", false);
    if (said.problem) return this.#end(line, said.problem, true);
    this.#end(line, filled(this.#dialog.dataset.removed, { title }));
    this.#reading.forget(article);
    await this.#refresh();
    this.#dialog.querySelector(".entries button, [data-shelf=close]").focus();
    const shown = one("#article article:not([hidden])");
    const next = [...one("#selector").options].find((option) => option.value);
    if (!shown && next) await this.#reading.open(next.value);
    this.#suggest(one("#selector").value);
  }

  async #refresh() {
    const selector = one("#selector");
    const { options, entries } = await this.#bridge.server.shelf(selector.value);
    selector.innerHTML = options;
    selector.hidden = selector.options.length < 3; // "all" and one
    this.#dialog.querySelector(".entries").innerHTML = entries;
    this.#tellDays();
  }

  #line(text, pending) {
    const line = document.createElement("li");
    line.textContent = text;
    if (pending) line.append(document.createElement("progress"));
    this.#dialog.querySelector(".jobs").append(line);
    return line;
  }

  #end(line, text, failed = false) {
    line.textContent = text;
    line.classList.toggle("failure", failed);
    line.scrollIntoView({ block: "nearest" });
  }

  #tellDays() {
    for (const time of document.querySelectorAll("#catalogue time")) {
      const day = new Date(time.dateTime);
      if (!Number.isNaN(day.valueOf()))
        time.textContent = day.toLocaleDateString(navigator.language, { dateStyle: "medium" });
    }
  }
}
