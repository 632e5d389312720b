/** Names and looks of the firms: a colour, a pattern and a letter each, so that no colour is needed to tell them apart. */
import { element } from "tenure/element";
import { decimal } from "tenure/number";
import { t } from "tenure/words";

/** The name of a firm: its team's, or that nobody leads it. */
export const nameOf = (firm) => firm.team ?? t("game.nobody", { letter: firm.letter });

/** A price, the list price being 1. */
export const priced = (price) => decimal(price, 2);

/** The badge with its letter. */
export const badge = (firm) => element("span", { class: `firm firm-${firm.letter}` }, firm.letter);
