/** Requests to the classroom's own server; what it refuses becomes an Error with words for the reader. */
import { t } from "tenure/words";

/** An answer that is not what was asked for: `key` of the message, and `text` where the server quotes the loader. */
export class Refused extends Error {
  constructor(status, { key = "problem.unknown", values = {}, text = "" } = {}) {
    super(t(key, values));
    Object.assign(this, { status, key, text });
  }
}

/** Ask the server: `{method, json, text}`; returns `{status, data}`, data being null where there is no JSON. Throws Refused from status 400 on. */
export const ask = async (address, { method = "GET", json, text } = {}) => {
  const body = json === undefined ? text : JSON.stringify(json);
  const headers = body === undefined ? {} : { "Content-Type": json === undefined ? "text/yaml" : "application/json" };
  const answer = await fetch(address, { method, headers, body });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  const data = isJson ? await answer.json() : null;
  if (answer.status >= 400) throw new Refused(answer.status, data?.error);
  return { status: answer.status, data };
};

/** Ask for a text. Throws Refused from status 400 on. */
export const read = async (address) => {
  const answer = await fetch(address);
  const text = await answer.text();
  if (answer.status < 400) return text;
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  throw new Refused(answer.status, isJson ? JSON.parse(text).error : undefined);
};
