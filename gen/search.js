// What is typed into the search, as a question for Material's search worker, before whose script the
// build puts this one. That one takes every word for the beginning of words: "is" finds ISRU, and
// "relu" finds ReLU6 before ReLU. So small words are dropped, and whole words count for more. Who
// types an operator ("...", +, -, ^, ~, :, *) is not helped.

"use strict";

(() => {
  const QUERY = 2;
  const WHOLE = 8;
  const SMALL = new Set(("a about an and any are as at be by can do does for from has have how i if in "
    + "into is it its me my not of on or our should so than that the their then there these they this "
    + "to use vs versus want was we what when where which while who whose why will with you your")
    .split(" "));
  // Words that half of the pages have in their headings.
  const WEAK = new Set("activation activations function functions network networks".split(" "));
  const SAME = { dead: "dying", he: "kaiming", "f'": "derivative", "f''": "second derivative" };
  const ENDINGS = /(?:ations?|ings?|ed|ies|ity|es|s)$/;

  // A word as it stands and as a beginning; without its ending, where that leaves enough.
  function clauses(word) {
    if (word.length < 3 || /^[\d.]+$/.test(word)) return [`${word}^${WHOLE}`];
    if (WEAK.has(word)) return [word];
    const stem = word.endsWith("ss") ? word : word.replace(ENDINGS, "");
    if (stem !== word && stem.length > 3) return [`${stem}*^${WHOLE / 2}`];
    return [`${word}^${WHOLE}`, word];
  }

  function rewritten(query) {
    if (/["+^~:*]|(^|\s)-/.test(query)) return query;
    const words = query.toLowerCase().replace(/[′’]/g, "'").split(/[^\p{L}\p{N}'._]+/u)
      .map((word) => word.replace(/^[.']+|\.+$/g, "")).filter(Boolean);
    const telling = words.filter((word) => !SMALL.has(word));
    const asked = (telling.length ? telling : words)
      .flatMap((word) => [word, ...(SAME[word] ?? "").split(" ")]).filter(Boolean);
    return [...new Set(asked)].flatMap(clauses).join(" ");
  }

  addEventListener("message", ({ data }) => {
    if (data.type === QUERY) data.data = rewritten(data.data);
  });
})();
