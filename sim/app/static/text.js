/** How the reader's language joins words and sentences. */
import { language } from "tenure/words";

const lists = new Intl.ListFormat(language === "zh" ? "zh-CN" : "en");

/** Things in a row: “a, b and c”. */
export const listed = (parts) => lists.format(parts);

/** Sentences one after the other. */
export const sentences = (parts) => parts.filter(Boolean).join(language === "zh" ? "" : " ");
