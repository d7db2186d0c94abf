// The conversation: asks, shows what comes, and keeps it. The server renders answers; here they are in a tree.
import { LiveExchange } from "./answers/live-exchange.js";
import { ChatTree } from "./chats/chat-tree.js";
import { events, post } from "./event-stream.js";
import { problemOf } from "./problem.js";

const RECENT = 6; // exchanges that are sent along, so that a follow-up is understood
const STREAM = "api/answer/stream?html=true";
const TOGETHER = 200_000; // characters of kept exchanges that are sent to be rendered at once

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

const bare = ({ question, article, outcome }) => ({ question, article, outcome });

const batches = (turns) => {
  const found = [[]];
  let size = 0;
  for (const turn of turns) {
    const length = JSON.stringify(bare(turn)).length;
    if (found.at(-1).length && size + length > TOGETHER) {
      found.push([]);
      size = 0;
    }
    found.at(-1).push(turn);
    size += length;
  }
  return found;
};

export class Talk {
  #server;
  #connection;
  #told; // answered: of each new answer; changed: of what is to be kept
  #tree = new ChatTree();
  #sections = new Map(); // what is shown of a turn, by its id; turns that cannot be shown have none
  #removed = null; // the turns that were removed last, to be brought back
  #making = null; // the exchange that is being made, and what ends its request

  constructor(server, connection, told) {
    [this.#server, this.#connection, this.#told] = [server, connection, told];
  }

  get sections() {
    return [...document.querySelectorAll("#exchanges > .exchange")];
  }

  get busy() {
    return this.#making !== null;
  }

  get tree() {
    return this.#tree;
  }

  // Shows another conversation, as it was kept.
  async show(kept) {
    this.stop();
    [this.#tree, this.#removed] = [new ChatTree(kept), null];
    this.#sections.clear();
    await this.#render();
  }

  // Asks; `instead`: of a question that stays beside it; `answerer`: what the request says of who answers.
  ask(question, article, { instead = null, answerer = {} } = {}) {
    const asked = question.trim();
    if (this.busy || !asked) return false;
    const path = this.path();
    const before = instead ? path.slice(0, path.indexOf(instead)) : path;
    for (const { id } of path.slice(before.length)) this.#sections.get(id).remove();
    const live = new LiveExchange(asked, article);
    one("#exchanges").append(live.section);
    live.section.scrollIntoView({ block: "start" });
    const history = before.slice(-RECENT).flatMap(messages);
    const ids = article.split(" ").filter(Boolean); // one, several, or none for all
    const request = {
      question: asked,
      history,
      ...answerer,
      ...(ids.length > 1 ? { articles: ids } : { article: ids[0] ?? null }),
    };
    this.#removed = null;
    const turn = this.#tree.add({ question: asked, article: article || null, outcome: live.outcome }, before.at(-1));
    this.#keep(turn, live.section);
    this.#making = { live, turn, ending: new AbortController() };
    this.#settle();
    this.#told.changed();
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

  // Shows the form of a question that was asked before this one, or after it.
  async step(section, by) {
    if (this.busy) return;
    const turn = this.exchange(section);
    const forms = this.#tree.siblings(turn);
    const other = forms[forms.indexOf(turn) + by];
    if (!other) return;
    this.#tree.choose(other);
    this.#told.changed();
    await this.#render();
    this.#sections.get(other.id)?.scrollIntoView({ block: "nearest" });
  }

  // Removes an exchange and those after it.
  async drop(section) {
    if (this.busy) return;
    this.#removed = this.#tree.remove(this.exchange(section));
    this.#told.changed();
    await this.#render();
    this.say(this.word("dropped"));
  }

  async restore() {
    if (this.busy || !this.#removed) return;
    this.#tree.restore(this.#removed);
    this.#removed = null;
    this.#told.changed();
    await this.#render();
  }

  // The turns that are shown.
  path() {
    return this.#tree.path().filter(({ id }) => this.#sections.has(id));
  }

  // What was asked and what came of it, as it is kept.
  exchange(section) {
    return this.path().find(({ id }) => this.#sections.get(id) === section);
  }

  // The last exchange, and of those before it what was asked, as JSON.
  latest() {
    const path = this.path().map(bare);
    return JSON.stringify([...path.slice(0, -1).map((each) => ({ ...each, outcome: {} })), path.at(-1)]);
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
      const response = await this.#reach(request, ending.signal);
      if (!response.ok) problem = await problemOf(response, this);
      else
        for await (const event of events(response)) {
          if (stopped()) return;
          this.say(live.receive(event));
        }
    } catch (error) {
      if (stopped()) return;
      console.error(error);
      this.#connection.settled(); // says whether the server is away, until it is back
    }
    if (stopped()) return;
    ending.abort(); // a silent server's request would go on
    if (!live.ended) this.say(live.fail(problem));
    this.#end();
  }

  // The response to a question, which is asked again for as long as nothing answers at all.
  async #reach(request, signal) {
    for (;;) {
      try {
        const response = await post(STREAM, request, signal);
        const answered = response.ok || response.headers.get("content-type")?.includes("json");
        if (answered || signal.aborted || !(await this.#connection.settled())) return response;
      } catch (error) {
        if (signal.aborted || !(await this.#connection.settled())) throw error;
      }
      signal.throwIfAborted();
    }
  }

  #end() {
    const { live, turn } = this.#making;
    turn.outcome = live.outcome;
    this.#making = null;
    this.#settle();
    this.#told.changed();
    this.#told.answered(live.section);
  }

  #keep(turn, section) {
    section.dataset.turn = turn.id;
    this.#sections.set(turn.id, section);
  }

  // Puts on the page what is shown of the tree; what was not shown before, the server renders.
  async #render() {
    const tree = this.#tree;
    const path = tree.path();
    const missing = path.filter(({ id }) => !this.#sections.has(id));
    for (const turns of missing.length ? batches(missing) : []) {
      const rendered = await this.#server.exchanges(JSON.stringify(turns.map(bare)));
      if (tree !== this.#tree) return; // another conversation was chosen meanwhile
      for (const [at, html] of rendered.entries()) {
        const template = document.createElement("template");
        template.innerHTML = html;
        if (html) this.#keep(turns[at], template.content.firstElementChild);
      }
    }
    one("#exchanges").replaceChildren(...this.path().map(({ id }) => this.#sections.get(id)));
    this.#settle();
  }

  #settle() {
    one("#composer .ask").hidden = this.busy;
    one("#composer .stop").hidden = !this.busy;
    one("#conversation .dropped").hidden = this.busy || !this.#removed;
    for (const turn of this.path()) this.#tellForms(turn);
  }

  // Which form of a question is shown, where it was asked in several.
  #tellForms(turn) {
    const section = this.#sections.get(turn.id);
    const forms = this.#tree.siblings(turn);
    section.querySelector(":scope > .branches")?.remove();
    if (forms.length < 2) return;
    const shown = one("#branches").content.firstElementChild.cloneNode(true);
    const number = forms.indexOf(turn) + 1;
    const words = { number, count: forms.length };
    const place = shown.querySelector("span");
    place.textContent = place.textContent.replaceAll(/{(\w+)}/g, (_, name) => words[name]);
    shown.querySelector('[data-do="earlier"]').disabled = this.busy || number === 1;
    shown.querySelector('[data-do="later"]').disabled = this.busy || number === forms.length;
    section.querySelector(".question").after(shown);
  }
}
