// What this browser keeps of how the page was left.

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
