/** Elements made without HTML: what is text stays text. */
const SVG = "http://www.w3.org/2000/svg";

const filled = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
};

/** Return an element of HTML; an attribute that is a function listens to the event of that name. */
export const element = (name, attributes = {}, ...children) =>
  filled(document.createElement(name), attributes, children);

/** Return an element of SVG, in the same way. */
export const shape = (name, attributes = {}, ...children) =>
  filled(document.createElementNS(SVG, name), attributes, children);

/** Write a text if it differs from what is there: browsers lay out again for an equal one too. */
export const say = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};

/** Return the element of the page with an id. */
export const found = (id) => document.getElementById(id);

/** Give the reader a file to keep. */
export const save = (name, content, type) => {
  const address = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};
