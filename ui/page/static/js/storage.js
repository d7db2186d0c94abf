// What this browser keeps of its conversation.
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
