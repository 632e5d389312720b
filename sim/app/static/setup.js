/** A setup: the scenario, the seed, the size of the market, and what is moved when. Setups are never changed, only replaced. */

/** The value of a lever ({key, default, course}) in a month: as it was moved last, else where the scenario itself puts it. */
export const valueAt = (setup, lever, month) => {
  const move = setup.moves.filter((one) => one.lever === lever.key && one.month <= month).at(-1);
  const own = (lever.course ?? []).filter(([start]) => start <= month).at(-1);
  return move?.value ?? own?.[1] ?? lever.default;
};

/** The setup with a lever set from a month on; a move that would change nothing, now or later, is left out. */
export const moved = (setup, lever, month, value) => {
  const others = without(setup, lever.key, month);
  const wouldStay = !(lever.course ?? []).some(([start]) => start > month);
  if (wouldStay && valueAt(others, lever, month) === value) return others;
  const moves = [...others.moves, { month, lever: lever.key, value }];
  return {
    ...setup,
    moves: moves.toSorted((one, other) => one.month - other.month || (one.lever < other.lever ? -1 : 1)),
  };
};

/** The setup without the move of a lever in a month. */
export const without = (setup, lever, month) => ({
  ...setup,
  moves: setup.moves.filter((move) => move.lever !== lever || move.month !== month),
});

/** The setup for another number of customers; money that a firm spends in all grows with them. `levers` are those of the setup. */
export const resized = (setup, levers, customers) => {
  const grows = new Set(levers.filter(({ unit }) => unit === "money_month").map(({ key }) => key));
  const times = customers / setup.customers;
  const moves = setup.moves.map((move) =>
    grows.has(move.lever) ? { ...move, value: Number((move.value * times).toPrecision(6)) } : move,
  );
  return { ...setup, customers, moves };
};

/** Two setups that make the same film. */
export const equal = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Two pairs of setups that make the same films. */
export const equalPairs = (one, other) => equal(one.a, other.a) && equal(one.b, other.b);
