// The page's beginning: opens it, and takes what people do to those who do it.
import { Reading } from "./reading.js";
import { kept } from "./storage.js";
import { Talk } from "./talk.js";

const one = (selector) => document.querySelector(selector);

const bridge = await new Promise((resolve) => {
  const connect = () => resolve(window.articleChatBridge);
  if (window.articleChatBridge) connect();
  else document.addEventListener("article-chat-bridge", connect, { once: true });
});

// Gradio puts each part on the page when it likes.
const present = (...selectors) =>
  new Promise((resolve) => {
    const look = () => selectors.every(one) && (observer.disconnect(), resolve());
    const observer = new MutationObserver(look);
    observer.observe(document.documentElement, { childList: true, subtree: true });
    look();
  });

bridge.trigger("opened", { kept: kept(""), article: "" });
await present("#composer", "#exchanges", "#article");
document.documentElement.lang = one("#announcer").dataset.language;

const reading = new Reading((id) => bridge.server.article(id));
const past = JSON.parse(one("#exchanges").dataset.kept); // what the server did not take is not kept on
const talk = new Talk(bridge, "", past, (section) => reading.settle(section));

const narrow = matchMedia("(max-width: 800px)");
const arrange = () => document.documentElement.classList.toggle("narrow", narrow.matches);
narrow.addEventListener("change", arrange);
arrange();

const field = one("#question");

const fit = () => {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
};

const ask = (question, article = one("#selector").value) => {
  if (!talk.ask(question, article)) return;
  field.value = "";
  fit();
};

// Puts a question back into the field, without it and what follows it.
const edit = (index) => {
  const dropped = talk.drop(index);
  if (!dropped) return;
  field.value = dropped.question;
  const selector = one("#selector");
  if ([...selector.options].some((option) => option.value === dropped.article)) selector.value = dropped.article;
  fit();
  field.focus();
};

const last = () => talk.sections.length - 1;

const DO = {
  edit: (button) => edit(button.closest(".exchange") ? talk.sections.indexOf(button.closest(".exchange")) : last()),
  again: () => {
    const dropped = talk.drop(last());
    if (dropped) ask(dropped.question, dropped.article);
  },
  undo: () => talk.drop(last()),
  clear: () => talk.drop(0),
  restore: () => talk.restore(),
  export: () => talk.save(),
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
  else DO[target.dataset.do]?.(target);
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

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") reading.closeDrawer() || talk.stop();
  else if (event.key === "Enter" && event.target.matches("mark")) reading.back(event.target);
  else if (!typing && event.key === "n") reading.step(1);
  else if (!typing && event.key === "p") reading.step(-1);
});

one("#source").addEventListener("change", (event) => {
  if (event.target.matches("#selector") && event.target.value) reading.open(event.target.value);
});

const newest = talk.sections.at(-1);
if (newest) {
  newest.scrollIntoView({ block: "start" });
  reading.settle(newest);
}
field.focus();
