// The conversation: asks, shows what comes, and keeps it. The server renders every exchange; here they are in a list.
import { sayable, update } from "./dom-patch.js";
import { joined, keep } from "./storage.js";

const RECENT = 6; // exchanges that are sent along, so that a follow-up is understood
const SETTLING = 500; // milliseconds until a stop has reached the server
const PATIENCE = 10_000; // milliseconds of silence before the server is asked whether it still runs

const one = (selector) => document.querySelector(selector);

export class Talk {
  #bridge;
  #article; // whose conversations these are; empty: of all
  #past; // each exchange as JSON, in the order of the page's sections
  #dropped = null; // what was removed last, to be brought back
  #making = null; // the exchange that is being made
  #number = 0;
  #stopped = 0; // when the work was last ended, in milliseconds
  #answered; // told of each new answer

  constructor(bridge, article, past, answered) {
    [this.#bridge, this.#article, this.#past, this.#answered] = [bridge, article, past, answered];
    bridge.watch("value", () => this.#receive(bridge.props.value));
    this.#settle();
  }

  get sections() {
    return [...document.querySelectorAll("#exchanges > .exchange")];
  }

  get busy() {
    return this.#making !== null;
  }

  // Asks; `alone`: not as a follow-up to what was asked before.
  ask(question, article, { alone = false } = {}) {
    const asked = question.trim();
    if (this.busy || !asked) return false;
    const section = one("#blank").content.firstElementChild.cloneNode(true);
    section.querySelector(".question").textContent = section.dataset.question = asked;
    section.dataset.article = article;
    one("#exchanges").append(section);
    section.scrollIntoView({ block: "start" });
    const past = joined(alone ? [] : this.#past.slice(-RECENT));
    this.#dropped = null;
    this.#past.push(JSON.stringify({ question: asked, article: article || null, outcome: {} }));
    this.#making = { number: ++this.#number, section, told: 0, timer: 0 };
    this.#wait();
    this.#settle();
    this.say(this.word("reading"));
    const told = { number: this.#number, question: asked, article, past };
    const send = () => this.#making?.number === told.number && this.#bridge.trigger("asked", told);
    // A question in the moment of a stop would take the stop upon itself, and what was to end would go on.
    setTimeout(send, Math.max(0, this.#stopped + SETTLING - Date.now()));
    return true;
  }

  // Ends the work; what had come stays.
  stop() {
    if (!this.busy) return;
    this.#bridge.trigger("stopped");
    this.#stopped = Date.now();
    this.#breakOff(this.word("stopped"));
  }

  // Removes an exchange and those after it; gives its question and the article it was asked of.
  drop(first) {
    const from = this.sections.indexOf(first);
    if (this.busy || from < 0) return null;
    const removed = this.sections.slice(from);
    const past = this.#past.splice(from);
    for (const section of removed) section.remove();
    this.#dropped = { removed, past };
    this.#settle();
    this.say(this.word("dropped"));
    const { question, article } = JSON.parse(past[0]);
    return { question, article: article ?? "" };
  }

  restore() {
    if (this.busy || !this.#dropped) return;
    one("#exchanges").append(...this.#dropped.removed);
    this.#past.push(...this.#dropped.past);
    this.#dropped = null;
    this.#settle();
  }

  // What was asked and what came of it, as it is kept.
  exchange(section) {
    return JSON.parse(this.#past[this.sections.indexOf(section)]);
  }

  // All of it, as JSON.
  told() {
    return joined(this.#past);
  }

  async save() {
    const text = await this.#bridge.server.markdown(joined(this.#past));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = "conversation.md";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Tells those who do not see.
  say(text) {
    one("#announcer").textContent = text;
  }

  word(name) {
    return one("#announcer").dataset[name];
  }

  #receive(look) {
    if (look?.number !== this.#making?.number) return;
    const { section, told } = this.#making;
    update(section, look.html);
    this.#past[this.#past.length - 1] = look.exchange;
    const spoken = sayable(section);
    if (spoken.length > told) this.say(spoken.slice(told).join(" "));
    this.#making.told = spoken.length;
    if (look.more) this.#wait();
    else this.#end();
  }

  #wait() {
    const making = this.#making;
    clearTimeout(making.timer);
    making.timer = setTimeout(async () => {
      const runs = await fetch("api/health").then((response) => response.ok, () => false);
      if (this.#making !== making) return;
      if (runs) this.#wait();
      else this.#breakOff(this.word("unreachable"));
    }, PATIENCE);
  }

  #breakOff(reason) {
    const { section } = this.#making;
    const reply = section.querySelector(".reply");
    reply.classList.replace("making", "answered");
    reply.querySelector(".pending")?.remove();
    const note = document.createElement("p");
    note.className = "note stopped";
    note.textContent = reason;
    reply.append(note);
    this.say(reason);
    this.#end();
  }

  #end() {
    const { section, timer } = this.#making;
    clearTimeout(timer);
    this.#making = null;
    this.#settle();
    this.#answered(section);
  }

  #settle() {
    one("#composer .ask").hidden = this.busy;
    one("#composer .stop").hidden = !this.busy;
    one("#conversation .controls").hidden = this.busy || !this.#past.length;
    one("#conversation .dropped").hidden = this.busy || !this.#dropped;
    keep(this.#article, this.#past);
  }
}
