// Brings an exchange on the page up to date while its answer is made.

const sources = new WeakMap(); // element -> the HTML it was made of; scripts have changed it since

// Replaces only what is new, so that what is being selected, focused or clicked stays.
const patch = (old, fresh) => {
  const before = [...old.children];
  const count = fresh.children.length; // they leave `fresh` one by one
  [...fresh.children].forEach((child, index) => {
    const source = child.outerHTML;
    const present = before[index];
    if (present && sources.get(present) === source) return;
    if (present?.classList[0] === "reply" && child.classList[0] === "reply") {
      present.className = child.className;
      patch(present, child);
      return;
    }
    sources.set(child, source);
    if (present) present.replaceWith(child);
    else old.append(child);
  });
  for (const surplus of before.slice(count)) surplus.remove();
};

export const update = (section, html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  Object.assign(section.dataset, fresh.dataset);
  patch(section, fresh);
};

// What can be read aloud: finished sentences and notes, not words that may yet change.
export const sayable = (section) =>
  [...section.querySelectorAll(".reply > :is(p, span):not(.unchecked, .pending)")].map((each) => each.textContent);
