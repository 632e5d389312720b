/** A film: one run, month by month, as it arrives in parts. The first part is the first year; the rest follows. */

const LISTS = ["flows", "survival", "whale"];

export class Film {
  /** @param {object} opening the first part, as the server answers it */
  constructor(opening) {
    this.id = opening.film;
    this.about = opening.about;
    this.thresholds = opening.thresholds;
    this.part = opening;
    this.known = opening.until;
  }

  get months() {
    return this.about.months;
  }

  get focus() {
    return this.about.focus;
  }

  /** Add the months that follow. */
  join(rest) {
    const one = this.part;
    const series = Object.fromEntries(
      Object.entries(one.series).map(([name, firms]) => [
        name,
        firms.map((months, firm) => months.concat(rest.series[name][firm])),
      ]),
    );
    const lists = Object.fromEntries(LISTS.map((name) => [name, one[name].concat(rest[name])]));
    const plane = Object.fromEntries(
      Object.entries(one.plane).map(([name, months]) => [name, months.concat(rest.plane[name])]),
    );
    this.part = { ...one, ...lists, series, plane, until: rest.until };
    this.known = rest.until;
  }

  /** A series of a firm, month by month; of the firm in focus if none is named. */
  series(name, firm = this.focus) {
    return this.part.series[name]?.[firm] ?? [];
  }

  /** A series summed from the first month to each month; a month without a figure adds nothing. */
  total(name) {
    let sum = 0;
    return this.series(name).map((value) => (sum += value ?? 0));
  }
}
