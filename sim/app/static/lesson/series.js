/** The class that gives a series its colour and its pattern: that of its market, or the next one. */
export const look = (side, place) => (side ? `of-${side}` : `series-${place % 5}`);

/** All numbers of the series of a measure. */
export const numbersOf = ({ series }) => series.flatMap(({ y }) => y);

/** The title of an axis, with what its numbers are measured in. */
export const titleOf = ({ label, mark }) => (mark ? `${label} (${mark})` : label);
