// The page's beginning: opens it, and takes what people do to those who do it.
import { Catalogue } from "./article-manager.js";
import { Reading } from "./article-viewer.js";
import { Talk } from "./conversation.js";
import { vote } from "./feedback.js";
import { Library } from "./library.js";
import { copy, linked, linkTo } from "./permalink.js";
import { kept } from "./storage.js";

const RETRY = 5000; // milliseconds
const TRIES = 8; // how often an article's questions are asked for, a second apart

const one = (selector) => document.querySelector(selector);
const page = document.documentElement;

// In a frame: the chat about one article, with conversations of its own.
const [, embedded, only = ""] = /(\/embed)(?:\/([\w-]+)(?:\/[a-z]{2})?\/)?$/.exec(location.pathname) ?? [];
const shelf = embedded ? `embed:${only}` : "";
const narrow = matchMedia("(max-width: 800px)");
const arrange = () => page.classList.toggle("narrow", Boolean(embedded) || narrow.matches);
page.classList.toggle("embedded", Boolean(embedded));
arrange();

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
const open = () => bridge.trigger("opened", { kept: kept(shelf), article: only });
const opening = setInterval(open, RETRY);
open();
await present("#composer", "#exchanges", "#article", "#library", "#masthead header");
clearInterval(opening);
page.lang = one("#announcer").dataset.language;

// Tells the page that shows us in a frame. Which pages may is for the server to say (frame-ancestors), so any origin
// that hears it is one of those.
const tell = (type, detail) => {
  if (embedded && parent !== window) parent.postMessage({ from: "article-chat", type, detail }, "*");
};
const cited = ({ number, article_id, quote, start, end, utf16_start, utf16_end }) => ({
  number,
  article: article_id,
  quote,
  start,
  end,
  utf16_start,
  utf16_end,
});

const reading = new Reading(
  (id) => bridge.server.article(id),
  (link) => {
    const citations = talk.exchange(link.closest(".exchange"))?.outcome.citations ?? [];
    const { article, start, end } = link.dataset;
    const chosen = citations.find(
      (each) => each.article_id === article && `${each.start}-${each.end}` === `${start}-${end}`,
    );
    if (chosen) tell("citation", cited(chosen));
  },
);
narrow.addEventListener("change", () => {
  arrange();
  reading.closeDrawer();
});
const past = JSON.parse(one("#exchanges").dataset.kept); // what the server did not take is not kept on
let wanted = 0; // the citation that a link asks for
const talk = new Talk(bridge, shelf, past, async (section) => {
  await reading.settle(section);
  const link = [...section.querySelectorAll("a.cite")].find((each) => each.textContent === `[${wanted}]`);
  wanted = 0;
  if (link) reading.choose(link);
  const { status, question, answer, short_answer, citations } = talk.exchange(section).outcome;
  if (!status) return; // stopped, or failed
  tell("answer", { status, question, answer, short_answer, citations: citations.map(cited) });
  const next = await bridge.server.further(talk.latest());
  if (section === talk.sections.at(-1)) section.insertAdjacentHTML("beforeend", next);
});
const library = embedded ? null : new Library(bridge, talk, reading, () => suggest());
const catalogue = library && one("#catalogue") ? new Catalogue(talk, reading, library) : null; // absent where nobody may
const field = one("#question");

// Questions to begin with, about the one article that is asked or all; they are there a moment after an article is.
const suggest = async () => {
  const asked = library.scope.includes(" ") ? "" : library.scope;
  for (let left = TRIES; left && one("#conversation .welcome") && !talk.sections.length; left--) {
    const html = await bridge.server.starters(asked);
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

const choose = (articles) => library?.choose(articles);

const ask = (question, article = library ? library.scope : only) => {
  if (library?.empty || !talk.ask(question, article)) return;
  field.value = "";
  fit();
};

// Puts a question back into the field, without it and what follows it.
const edit = (section) => {
  const dropped = talk.drop(section);
  if (!dropped) return;
  field.value = dropped.question;
  choose(dropped.article);
  fit();
  field.focus();
};

const copyLink = async (section, button) => {
  const cites = [...section.querySelectorAll("a.cite")];
  const shown = cites.find((each) => each.hasAttribute("aria-current")) ?? cites[0];
  const citation = Number(shown?.textContent.slice(1, -1) ?? 0);
  const { question, article } = section.dataset;
  if (!(await copy(linkTo({ question, article, citation })))) return;
  const label = button.textContent;
  button.textContent = talk.word("copied");
  talk.say(talk.word("copied"));
  setTimeout(() => (button.textContent = label), 2000);
};

const openLink = () => {
  const link = linked();
  if (!link || talk.busy) return;
  history.replaceState(null, "", location.pathname + location.search); // a reload does not ask once more
  choose(link.article);
  wanted = link.citation;
  talk.ask(link.question, embedded ? only : link.article, { alone: true });
};

const DO = {
  edit: (section) => edit(section),
  "copy-link": (section, button) => copyLink(section, button),
  again: (section) => {
    const dropped = talk.drop(section);
    if (dropped) ask(dropped.question, dropped.article);
  },
  undo: (section) => talk.drop(section),
  clear: () => talk.drop(talk.sections[0]),
  restore: () => talk.restore(),
  export: () => talk.save(),
  helpful: (section, button) => vote(talk, section, button, "up"),
  unhelpful: (section, button) => vote(talk, section, button, "down"),
  browse: (_, button) => library.open(button),
  add: () => catalogue.open(),
};

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
  else DO[target.dataset.do]?.(target.closest(".exchange") ?? talk.sections.at(-1), target);
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (one("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") library?.close() || reading.closeDrawer() || talk.stop();
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
const newest = talk.sections.at(-1);
if (newest) {
  newest.scrollIntoView({ block: "start" });
  reading.settle(newest);
}
if (!embedded) field.focus(); // a page that shows us in a frame keeps its own focus
openLink();
