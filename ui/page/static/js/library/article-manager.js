// The dialog that adds articles; the server's HTTP API does the work.
import { call } from "../problem.js";

const one = (selector) => document.querySelector(selector);
const filled = (words, values) => words.replaceAll(/{(\w+)}/g, (_, name) => values[name]);
const split = (tags) => tags.split(",").filter((tag) => tag.trim());

export class Catalogue {
  #talk;
  #reading;
  #library;
  #dialog;
  #busy = Promise.resolve(); // one article after the other

  constructor(talk, reading, library) {
    [this.#talk, this.#reading, this.#library, this.#dialog] = [talk, reading, library, one("#catalogue")];
    one("#manage").addEventListener("click", () => this.open());
    this.#dialog.addEventListener("click", (event) => this.#clicked(event.target.closest("button")));
    this.#dialog.addEventListener("submit", (event) => this.#submitted(event));
    this.#dialog.addEventListener("change", ({ target }) => {
      if (!target.matches("[type=file]")) return;
      this.#addFiles([...target.files]);
      target.value = "";
    });
    const page = JSON.stringify(new URL(".?add=", location.href).href);
    one("#bookmarklet").href = `javascript:void open(${page} + encodeURIComponent(location.href))`;
    one("#bookmarklet").addEventListener("click", (event) => event.preventDefault()); // it is to be dragged
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

  get #tags() {
    return split(one("#new-tags").value);
  }

  // With the address of a page, it waits for a click: no other site may have a page added.
  open(address = "") {
    if (this.#dialog.open) return;
    one("#page-url").value = address;
    this.#dialog.querySelector(".jobs").replaceChildren();
    this.#dialog.showModal();
    if (address) this.#dialog.querySelector("[data-shelf=page] button").focus();
  }

  #clicked(button) {
    if (button?.dataset.shelf === "close") this.#dialog.close();
  }

  #submitted(event) {
    event.preventDefault();
    const form = event.target;
    const given = { ...Object.fromEntries(new FormData(form)), tags: this.#tags };
    const body = JSON.stringify(given);
    const name = given.url ?? (given.title || given.text.trim().slice(0, 40));
    this.#addAll([{ name, body, headers: { "Content-Type": "application/json" }, done: () => form.reset() }]);
  }

  #addFiles(files) {
    const most = Number(this.#dialog.dataset.most) * 1e6;
    const jobs = files.map((file) => {
      const body = new FormData();
      body.append("file", file);
      for (const tag of this.#tags) body.append("tags", tag);
      const problem = file.size > most ? filled(this.#dialog.dataset.tooLarge, { name: file.name }) : "";
      return { name: file.name, body, problem };
    });
    this.#addAll(jobs);
  }

  // Adds them in turn; where all went well, the last one is what is read next. What is asked stays as it is.
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
      if (ids.length) await this.#library.refresh();
      if (!ids.length || ids.length < jobs.length) return;
      const told = lines.at(-1).textContent;
      this.#dialog.close();
      this.#talk.say(`${told}. ${this.#library.words}.`);
      one("#question").focus();
      await this.#reading.open(ids.at(-1));
    });
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
}
