// Thumbs: a click is kept by the server at once, a reason when it is given. Without a click nothing is.
import { problemOf } from "./problem.js";

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
  const thumbs = button.closest(".thumbs");
  if (!(await send(talk, section, verdict))) return;
  for (const other of thumbs.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  thumbs.querySelector("input")?.remove();
  const why = document.createElement("input");
  why.maxLength = 2000;
  why.placeholder = why.ariaLabel = talk.word("why");
  why.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || !why.value.trim()) return;
    if (await send(talk, section, verdict, why.value)) why.replaceWith(talk.word("thanks"));
    button.focus();
  });
  thumbs.append(why);
};
