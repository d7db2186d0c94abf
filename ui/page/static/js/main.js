// The page's beginning: opens it, and takes what people do to those who do it.
import { Catalogue } from "./article-manager.js";
import { Reading } from "./article-viewer.js";
import { Talk } from "./conversation.js";
import { vote } from "./feedback.js";
import { copy, linked, linkTo } from "./permalink.js";
import { kept } from "./storage.js";
import { TextCheck } from "./text-check/panel.js";

const RETRY = 5000; // milliseconds

const one = (selector) => document.querySelector(selector);
const page = document.documentElement;

// In a frame: the chat about one article, with conversations of its own.
const embedded = location.pathname.endsWith("/embed");
const only = embedded ? (new URLSearchParams(location.search).get("article") ?? "") : "";
const shelf = embedded ? `embed:${only}` : "";
const narrow = matchMedia("(max-width: 800px)");
const arrange = () => page.classList.toggle("narrow", embedded || narrow.matches);
page.classList.toggle("embedded", embedded);
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
await present("#composer", "#exchanges", "#article");
clearInterval(opening);
page.lang = one("#announcer").dataset.language;

const reading = new Reading((id) => bridge.server.article(id));
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
  if (!talk.exchange(section).outcome.status) return; // stopped, or failed
  const next = await bridge.server.further(talk.latest());
  if (section === talk.sections.at(-1)) section.insertAdjacentHTML("beforeend", next);
});
const catalogue = !embedded && one("#catalogue") ? new Catalogue(bridge, talk, reading) : null; // absent where nobody may
if (!embedded) new TextCheck(bridge, talk, reading);
const field = one("#question");

const fit = () => {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
};

const choose = (article) => {
  const selector = one("#selector");
  if ([...selector.options].some((option) => option.value === article)) selector.value = article;
};

const ask = (question, article = embedded ? only : one("#selector").value) => {
  if (!talk.ask(question, article)) return;
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
  talk.ask(link.question, link.article, { alone: true });
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
  else if (target.matches("#close")) reading.closeDrawer();
  else DO[target.dataset.do]?.(target.closest(".exchange") ?? talk.sections.at(-1), target);
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (one("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") reading.closeDrawer() || talk.stop();
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

one("#source").addEventListener("change", (event) => {
  if (!event.target.matches("#selector")) return;
  if (catalogue) catalogue.choose(event.target.value);
  else if (event.target.value) reading.open(event.target.value);
});

addEventListener("hashchange", openLink);
const newest = talk.sections.at(-1);
if (newest) {
  newest.scrollIntoView({ block: "start" });
  reading.settle(newest);
}
if (!embedded) field.focus(); // a page that shows us in a frame keeps its own focus
openLink();
