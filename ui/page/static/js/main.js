// The page's beginning: opens it, and takes what people do to those who do it.
import { Answerer } from "./answers/answerer.js";
import { cited, printQuotes } from "./answers/cited-text.js";
import { vote } from "./answers/feedback.js";
import { copy, linked, linkTo } from "./answers/permalink.js";
import { edit } from "./answers/question-editor.js";
import { Reading } from "./article/article-viewer.js";
import { offerQuestions } from "./article/selection.js";
import { addressed, setAddress } from "./chats/address.js";
import { ChatList } from "./chats/chat-list.js";
import { ChatStore } from "./chats/chat-store.js";
import { Chats } from "./chats/chats.js";
import { Connection } from "./connection.js";
import { Talk } from "./conversation.js";
import { Catalogue } from "./library/article-manager.js";
import { Library } from "./library/library.js";
import { GridPanel } from "./panels/grid.js";
import { TextCheck } from "./panels/text-check.js";

const RETRY = 5000; // milliseconds
const TRIES = 8; // how often an article's questions are asked for, a second apart

const one = (selector) => document.querySelector(selector);
const page = document.documentElement;

// In a frame: the chat about one article, or about those of a collection, with conversations of its own.
const [, embedded, collection = "", only = ""] =
  /(\/embed)(?:\/(?:(collection\/[\w~-]+)|([\w-]+))(?:\/[a-z]{2})?\/)?$/.exec(location.pathname) ?? [];
const shelf = embedded ? `embed:${collection || only}` : "";
const narrow = matchMedia("(max-width: 800px)");
const arrange = () => page.classList.toggle("narrow", Boolean(embedded) || narrow.matches);
page.classList.toggle("embedded", Boolean(embedded));
page.classList.toggle("about-one", Boolean(only));
arrange();

// A button may be clicked before what it does is there; then it is clicked again.
const early = [];
const keep = (event) => {
  const button = event.target.closest?.("button");
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  early.push(button);
};
addEventListener("click", keep, { capture: true });

const bridge = await new Promise((resolve) => {
  const connect = () => resolve(window.articleChatBridge);
  if (window.articleChatBridge) connect();
  else document.addEventListener("article-chat-bridge", connect, { once: true });
});

// Gradio puts each part on the page when it likes.
const present = (...selectors) =>
  new Promise((resolve) => {
    const look = () => {
      if (!selectors.every(one)) return;
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(page, { childList: true, subtree: true });
    look();
  });

// A request that is lost must not leave the page empty for good; one that is pending is not sent twice.
const open = () => bridge.trigger("opened", { article: embedded ? only : addressed().article });
const opening = setInterval(open, RETRY);
open();
const parts = present("#composer", "#exchanges", "#article", "#library", "#masthead header");
const [store] = await Promise.all([ChatStore.open(shelf), parts]);
clearInterval(opening);
page.lang = one("#announcer").dataset.language;

// Tells the page that shows us in a frame. Which pages may is for the server to say (frame-ancestors), so any origin
// that hears it is one of those.
const tell = (type, detail) => {
  if (embedded && parent !== window) parent.postMessage({ from: "article-chat", type, detail }, "*");
};
const toldCitation = ({ number, article_id, quote, start, end, utf16_start, utf16_end }) => ({
  number,
  article: article_id,
  quote,
  start,
  end,
  utf16_start,
  utf16_end,
});

const connection = new Connection(one("#away"));
const server = connection.patient(bridge.server);
const reading = new Reading(
  (id) => server.article(id).catch(() => ""),
  (link) => {
    const citations = talk.exchange(link.closest(".exchange"))?.outcome.citations ?? [];
    const { article, start, end } = link.dataset;
    const chosen = citations.find(
      (each) => each.article_id === article && `${each.start}-${each.end}` === `${start}-${end}`,
    );
    if (chosen) tell("citation", toldCitation(chosen));
  },
);
narrow.addEventListener("change", () => {
  arrange();
  reading.closeDrawer();
});

// Which articles are asked: their ids; none: all.
const scope = {
  get: () => (embedded ? [only] : library.scope.split(" ")).filter(Boolean),
  choose: (ids) => library?.choose(ids.join(" "), { quietly: true }),
};

let wanted = 0; // the citation that a link asks for
const answered = async (section) => {
  await reading.settle(section);
  const link = [...section.querySelectorAll("a.cite")].find((each) => Number(each.dataset.number) === wanted);
  wanted = 0;
  if (link) reading.choose(link);
  const outcome = talk.exchange(section)?.outcome;
  if (!outcome?.status) return; // stopped, failed, or of another conversation
  const { status, question, answer, short_answer, citations } = outcome;
  tell("answer", { status, question, answer, short_answer, citations: citations.map(toldCitation) });
  const next = await server.further(talk.latest()).catch(() => ""); // the answer stands without them
  if (section === talk.sections.at(-1)) section.querySelector(".tools").insertAdjacentHTML("beforebegin", next);
};
const talk = new Talk(server, connection, { answered, changed: () => chats.keep() });
const rescoped = () => {
  chats.rescope();
  suggest();
};
const library = embedded ? null : new Library({ server }, talk, reading, rescoped);
if (addressed().article) scope.choose([addressed().article]);
const chats = new Chats(store, talk, scope, server, embedded);
const catalogue = library && one("#catalogue") ? new Catalogue(talk, reading, library) : null; // absent where nobody may
if (library) new TextCheck(server, talk, reading, library);
const answerer = embedded ? null : new Answerer(talk);
const grid = library && new GridPanel(talk, reading, library, answerer);
const field = one("#question");

// Questions to begin with, about the one article that is asked or all; they are there a moment after an article is.
const suggest = async () => {
  const asked = library.scope.includes(" ") ? "" : library.scope;
  for (let left = TRIES; left && one("#conversation .welcome") && !talk.sections.length; left--) {
    const html = await server.starters(asked).catch(() => "");
    if (asked !== (library.scope.includes(" ") ? "" : library.scope)) return;
    one("#conversation .welcome .starters").outerHTML = html || '<div class="starters"></div>';
    if (one("#conversation .welcome .starter")) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
};

const fit = () => {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
};

const ask = (question) => {
  if (library?.empty || !talk.ask(question, scope.get().join(" "), { answerer: answerer?.chosen })) return;
  field.value = "";
  fit();
};

// Puts words of the article into a question, to be changed or asked.
offerQuestions((words) => {
  reading.closeDrawer();
  field.value = one("#ask-about").dataset.question.replace("{words}", () => words);
  fit();
  field.focus();
});

// Asks another question, or the same once more, in the place of one that stays beside it.
const askInstead = (section, question) => {
  const turn = talk.exchange(section);
  talk.ask(question ?? turn.question, turn.article ?? "", { instead: turn, answerer: answerer?.chosen });
};

// Says on a button for a moment what it did.
const confirm = (button, label, told) => {
  const before = button.textContent;
  button.textContent = label;
  talk.say(told);
  setTimeout(() => (button.textContent = before), 2000);
};

const copyAnswer = async (section, button) => {
  const { text, html } = cited(talk.exchange(section).outcome, talk.word("page"));
  if (await copy(text, html)) confirm(button, talk.word("copied"), talk.word("copiedAnswer"));
};

const copyLink = async (section, button) => {
  const cites = [...section.querySelectorAll("a.cite")];
  const shown = cites.find((each) => each.hasAttribute("aria-current")) ?? cites[0];
  const citation = Number(shown?.dataset.number ?? 0);
  const { question, article } = section.dataset;
  if (await copy(linkTo({ question, article, citation })))
    confirm(button, talk.word("copied"), talk.word("copiedLink"));
};

const openLink = async () => {
  const link = linked();
  if (!link || talk.busy) return;
  history.replaceState(null, "", location.pathname + location.search); // a reload does not ask once more
  if (talk.sections.length) await chats.begin();
  scope.choose([link.article].filter(Boolean));
  wanted = link.citation;
  talk.ask(link.question, embedded ? only : link.article, { answerer: answerer?.chosen });
};

// The newest answer of a conversation that was opened.
const showNewest = () => {
  const newest = talk.sections.at(-1);
  newest?.scrollIntoView({ block: "start" });
  if (newest) reading.settle(newest);
  else if (!embedded) field.focus(); // a page that shows us in a frame keeps its own focus
};
const list = new ChatList(chats, showNewest);

const begin = async () => {
  await chats.begin();
  showNewest();
};

const DO = {
  copy: copyAnswer,
  "copy-link": copyLink,
  helpful: (section, button) => vote(talk, section, button, "up"),
  unhelpful: (section, button) => vote(talk, section, button, "down"),
  browse: (_, button) => library.open(button),
  add: () => catalogue.open(),
  grid: (_, button) => grid.open(button),
  edit: (section) => edit(talk, section, (question) => askInstead(section, question)),
  again: (section) => askInstead(section),
  drop: (section) => talk.drop(section),
  restore: () => talk.restore(),
  earlier: (section) => talk.step(section, -1),
  later: (section) => talk.step(section, 1),
  chats: () => list.open(),
  "new-chat": begin,
};

// What hangs from a button closes once something else is done.
document.addEventListener("click", (event) => {
  const within = event.target.closest?.(".tools .more");
  const done = event.target.closest?.(".tools .more button");
  for (const menu of document.querySelectorAll(".tools .more[open]")) menu.open = menu === within && !done;
});

document.addEventListener("click", (event) => {
  const target = event.target.closest?.("a.cite, a.look, mark, button");
  if (!target) return;
  if (target.matches("a")) {
    event.preventDefault();
    reading.choose(target);
  } else if (target.matches("mark")) reading.back(target);
  else if (target.matches(".starter")) ask(target.textContent);
  else if (target.matches("#composer .stop")) talk.stop();
  else if (target.matches("#show")) reading.openDrawer(target);
  else if (target.matches("#browse")) library.toggle(target);
  else if (target.matches("#close-library")) library.close();
  else if (target.matches("#close")) reading.closeDrawer();
  else DO[target.dataset.do]?.(target.closest(".exchange"), target);
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (one("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const menu = one(".tools .more[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "Escape") library?.close() || reading.closeDrawer() || talk.stop();
  else if (event.key === "Enter" && event.target.matches("mark")) reading.back(event.target);
  else if (!typing && event.key === "n") reading.step(1);
  else if (!typing && event.key === "p") reading.step(-1);
});

one("#composer").addEventListener("submit", (event) => {
  event.preventDefault();
  ask(field.value);
});

field.addEventListener("input", fit);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  ask(field.value);
});

addEventListener("hashchange", openLink);
printQuotes(talk, talk.word("page"));
removeEventListener("click", keep, { capture: true });
for (const button of early) button.click();
await chats.start();
showNewest();
openLink();
const { add } = addressed();
setAddress({ add: "" });
if (add) catalogue?.open(add);
