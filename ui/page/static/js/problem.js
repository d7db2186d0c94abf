// Why a request was refused, in a sentence for the reader. Where a proxy answers for the server, the server does not.
export const problemOf = async (response, talk) => {
  if (response.status === 401) return talk.word("signedOut");
  const problem = await response.json().catch(() => ({}));
  return problem.detail ?? talk.word("unreachable");
};
