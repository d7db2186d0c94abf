// Thumbs: a click is kept by the server at once, a reason when it is given. Without a click nothing is.
import { problemOf } from "../problem.js";

const RATINGS = "[data-do=helpful], [data-do=unhelpful]";

const send = async (talk, section, verdict, reason = "") => {
  const answer = talk.exchange(section).outcome;
  const body = JSON.stringify({ answer, verdict, reason });
  try {
    const response = await fetch("api/feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
    });
    talk.say(response.ok ? talk.word("thanks") : await problemOf(response, talk));
    return response.ok;
  } catch {
    talk.say(talk.word("unreachable"));
    return false;
  }
};

export const vote = async (talk, section, button, verdict) => {
  const tools = button.closest(".tools");
  if (!(await send(talk, section, verdict))) return;
  for (const other of tools.querySelectorAll(RATINGS)) other.setAttribute("aria-pressed", String(other === button));
  tools.querySelector("input")?.remove();
  const why = document.createElement("input");
  why.maxLength = 2000;
  why.placeholder = why.ariaLabel = talk.word("why");
  why.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || !why.value.trim()) return;
    if (await send(talk, section, verdict, why.value)) why.replaceWith(talk.word("thanks"));
    button.focus();
  });
  tools.append(why);
};
