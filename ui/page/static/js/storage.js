// What this browser keeps: its conversations, and how the page was left.
const MOST = 40; // exchanges
const LARGEST = 1_000_000; // characters; browsers give a site about five million

const key = (article) => `article-chat:${article}`;

// The exchanges as a JSON array, oldest first.
export const kept = (article) => {
  try {
    return localStorage.getItem(key(article)) ?? "[]";
  } catch {
    return "[]"; // the browser keeps nothing for this page
  }
};

// Exchanges that are JSON each, as a JSON array.
const joined = (exchanges) => `[${exchanges.join(",")}]`;

// Keeps the latest exchanges, as many as fit.
export const keep = (article, exchanges) => {
  let fitting = exchanges.slice(-MOST).map((each) => JSON.stringify(each));
  while (joined(fitting).length > LARGEST) fitting = fitting.slice(1);
  try {
    localStorage.setItem(key(article), joined(fitting));
  } catch {
    // The browser keeps nothing for this page: the conversation ends with it.
  }
};

// A value that was kept under a name of its own; null for none.
export const recall = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null; // the browser keeps nothing for this page, or something else
  }
};

export const remember = (name, value) => {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // The browser keeps nothing for this page: it is as new the next time.
  }
};
