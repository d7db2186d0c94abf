// What the page's address says: which conversation is shown, which one article is asked, which page is to be added.
export const addressed = () => {
  const query = new URLSearchParams(location.search);
  return { chat: query.get("chat") ?? "", article: query.get("article") ?? "", add: query.get("add") ?? "" };
};

// Writes it there; `push`: as a page of its own, to which the browser's "back" leads.
export const setAddress = (told, { push = false } = {}) => {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(told)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  if (url.href === location.href) return;
  if (push) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
};
