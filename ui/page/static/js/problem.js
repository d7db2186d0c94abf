// Why a request was refused, in a sentence for the reader. Where a proxy answers for the server, the server does not.
export const problemOf = async (response, talk) => {
  if (response.status === 401) return talk.word("signedOut");
  const problem = await response.json().catch(() => ({}));
  return problem.detail ?? talk.word("unreachable");
};

// What the API says: the body where it went well, or else a sentence to show.
export const call = async (talk, path, options) => {
  try {
    const response = await fetch(path, options);
    if (!response.ok) return { problem: await problemOf(response, talk) };
    return { body: response.status === 204 ? {} : await response.json(), status: response.status };
  } catch {
    return { problem: talk.word("unreachable") };
  }
};
