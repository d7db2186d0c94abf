// Who answers: the article's own words or a language model. On one's own machine a model can be given for as long as
// the server runs; its key is sent to the server and kept nowhere here.
import { call } from "../problem.js";
import { recall, remember } from "../storage.js";

const CHOSEN = "article-chat-answerer"; // where the browser keeps the choice

const one = (selector) => document.querySelector(`#answerer ${selector}`);

export class Answerer {
  #talk;

  constructor(talk) {
    this.#talk = talk;
    const menu = document.querySelector("#answerer");
    const kept = this.#option(recall(CHOSEN));
    if (kept) kept.checked = true;
    this.#show();
    menu.addEventListener("change", ({ target }) => {
      if (target.name !== "answerer") return;
      this.#show();
      remember(CHOSEN, target.value);
    });
    menu.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the conversation's keys are not the menu's
      if (event.key === "Escape") this.#close();
    });
    const leave = ({ target }) => {
      if (menu.open && !menu.contains(target)) menu.open = false;
    };
    document.addEventListener("click", leave);
    document.addEventListener("focusin", leave);
    one("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#give(event.target);
    });
  }

  // What a request says of it.
  get chosen() {
    const model = one("[name=answerer]:checked").value;
    return model ? { model } : { answerer: "extractive" };
  }

  #option(name) {
    return [...document.querySelectorAll("#answerer [name=answerer]")].find(({ value }) => value === name);
  }

  #show() {
    one("summary").textContent = one(":checked").closest("label").textContent.trim();
  }

  #close() {
    document.querySelector("#answerer").open = false;
    one("summary").focus();
  }

  async #give(form) {
    const { provider, model, key } = form.elements;
    const name = `${provider.value}:${model.value.trim()}`;
    const told = one(".told");
    const said = await call(this.#talk, "api/models", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ provider: provider.value, model: model.value, key: key.value }),
    });
    key.value = "";
    told.classList.toggle("failure", Boolean(said.problem));
    told.textContent = said.problem ?? document.querySelector("#answerer").dataset.given;
    if (said.problem) return;
    for (const option of document.querySelectorAll("#answerer [name=answerer]"))
      if (option.value && !said.body.models.includes(option.value)) option.closest("label").remove();
    if (!this.#option(name)) {
      const label = one(".choices label").cloneNode(true);
      label.querySelector("input").value = name;
      label.querySelector("span").textContent = name;
      one(".choices").append(label);
    }
    this.#option(name).checked = true;
    remember(CHOSEN, name);
    this.#show();
  }
}
