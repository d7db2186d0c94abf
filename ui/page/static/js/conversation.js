// The conversation: asks, shows what comes, and keeps it. The server renders answers; here they are in a list.
import { events, post } from "./event-stream.js";
import { LiveExchange } from "./live-exchange.js";
import { problemOf } from "./problem.js";
import { keep } from "./storage.js";

const RECENT = 6; // exchanges that are sent along, so that a follow-up is understood
const STREAM = "api/answer/stream?html=true";

const one = (selector) => document.querySelector(selector);

// An exchange as the messages that were said in it; none where nothing was answered.
const messages = ({ question, outcome }) => {
  const content = outcome.answer ?? (outcome.sentences ?? []).map(({ text }) => text).join(" ");
  return content
    ? [
        { role: "user", content: question },
        { role: "assistant", content },
      ]
    : [];
};

export class Talk {
  #bridge;
  #article; // whose conversations these are; empty: of all
  #past; // each exchange with its question, article and outcome, in the order of the page's sections
  #dropped = null; // what was removed last, to be brought back
  #making = null; // the exchange that is being made, and what ends its request
  #answered; // told of each new answer

  constructor(bridge, article, past, answered) {
    [this.#bridge, this.#article, this.#past, this.#answered] = [bridge, article, past, answered];
    addEventListener("pagehide", () => this.stop());
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
    const live = new LiveExchange(asked, article);
    one("#exchanges").append(live.section);
    live.section.scrollIntoView({ block: "start" });
    const history = alone ? [] : this.#past.slice(-RECENT).flatMap(messages);
    const ids = article.split(" ").filter(Boolean); // one, several, or none for all
    const request = { question: asked, history, ...(ids.length > 1 ? { articles: ids } : { article: ids[0] ?? null }) };
    this.#dropped = null;
    this.#past.push({ question: asked, article: article || null, outcome: live.outcome });
    this.#making = { live, ending: new AbortController() };
    this.#settle();
    this.say(this.word("reading"));
    this.#follow(this.#making, request);
    return true;
  }

  // Ends the work; what had come stays.
  stop() {
    if (!this.busy) return;
    const { live, ending } = this.#making;
    ending.abort();
    this.say(live.stop(this.word("stopped")));
    this.#end();
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
    const { question, article } = past[0];
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
    return this.#past[this.sections.indexOf(section)];
  }

  // The last exchange, and of those before it what was asked, as JSON.
  latest() {
    const before = this.#past.slice(0, -1).map(({ question, article }) => ({ question, article, outcome: {} }));
    return JSON.stringify([...before, this.#past.at(-1)]);
  }

  async save() {
    const text = await this.#bridge.server.markdown(JSON.stringify(this.#past));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = "conversation.md";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Tells those who do not see.
  say(text) {
    if (text) one("#announcer").textContent = text;
  }

  word(name) {
    return one("#announcer").dataset[name];
  }

  // Shows the events of an answer until it is whole, has failed or was stopped.
  async #follow({ live, ending }, request) {
    const stopped = () => ending.signal.aborted;
    let problem = this.word("unreachable");
    try {
      const response = await post(STREAM, request, ending.signal);
      if (!response.ok) problem = await problemOf(response, this);
      else
        for await (const event of events(response)) {
          if (stopped()) return;
          this.say(live.receive(event));
        }
    } catch (error) {
      if (stopped()) return;
      console.error(error);
    }
    if (stopped()) return;
    ending.abort(); // a silent server's request would go on
    if (!live.ended) this.say(live.fail(problem));
    this.#end();
  }

  #end() {
    const { live } = this.#making;
    this.#past.at(-1).outcome = live.outcome;
    this.#making = null;
    this.#settle();
    this.#answered(live.section);
  }

  #settle() {
    one("#composer .ask").hidden = this.busy;
    one("#composer .stop").hidden = !this.busy;
    one("#conversation .controls").hidden = this.busy || !this.#past.length;
    one("#conversation .dropped").hidden = this.busy || !this.#dropped;
    keep(this.#article, this.#past);
  }
}
