/** What the server put into the page for its code: the lesson, its markets, and the evidence that may be seen. */
export const content = JSON.parse(document.getElementById("lesson").textContent);

/** An address of the API of this lesson. */
export const api = (what) => `/api/lessons/${encodeURIComponent(content.lesson)}/${what}`;
