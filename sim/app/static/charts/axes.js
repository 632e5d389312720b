/** Scales and axes: what a chart is drawn on. */
import { shape } from "tenure/element";

/** Return the linear function that leads one range to another. */
export const linear = (from, until, start, end) => {
  const slope = until === from ? 0 : (end - start) / (until - from);
  return (value) => start + (value - from) * slope;
};

/** Round places for marks between two values, about so many. */
export const ticks = (low, high, about = 4) => {
  const rough = (high - low) / about || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((digit) => digit * power).find((width) => width >= rough * 0.999);
  const places = [];
  for (let place = Math.ceil(low / step - 1e-9); place * step <= high + step * 1e-9; place++) places.push(place * step);
  return places;
};

/** The ends of an axis that holds all values, widened to round places; values that are not there do not count. */
export const extent = (values, { zero = true } = {}) => {
  let [low, high] = zero ? [0, 0] : [Infinity, -Infinity];
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high > low)) high = low + 1;
  const places = ticks(low, high);
  const step = places[1] - places[0] || high - low;
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
};

/** Where months are marked: whole years, more of them where there is room. */
export const years = (months, width, size) => {
  const step = [1, 2, 5, 10, 20].find((years) => (width * years * 12) / Math.max(months, 1) > size * 3) ?? 50;
  return Array.from({ length: Math.floor(months / (12 * step)) + 1 }, (_, place) => place * step * 12);
};

/**
 * Draw a grid with its marks. `x` and `y` are {scale, at, text, title}; box is {left, top, right, bottom, size}, in pixels.
 * The titles of both axes stand in the corner of their own axis, upright.
 */
export const axes = (svg, box, { x, y }) => {
  const { left, top, right, bottom, size } = box;
  for (const place of y?.at ?? []) {
    const height = y.scale(place);
    svg.append(
      shape("line", { class: place === 0 ? "axis" : "grid", x1: left, x2: right, y1: height, y2: height }),
      shape(
        "text",
        { class: "mark", x: left - size * 0.4, y: height + size * 0.34, "text-anchor": "end" },
        y.text(place),
      ),
    );
  }
  svg.append(shape("line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom }));
  for (const place of x?.at ?? []) {
    const along = x.scale(place);
    svg.append(
      shape("line", { class: "axis", x1: along, x2: along, y1: bottom, y2: bottom + size * 0.3 }),
      shape("text", { class: "mark", x: along, y: bottom + size * 1.35, "text-anchor": "middle" }, x.text(place)),
    );
  }
  if (y?.title) svg.append(shape("text", { class: "mark", x: left, y: top - size * 0.6 }, y.title));
  if (x?.title)
    svg.append(shape("text", { class: "mark", x: right, y: bottom + size * 2.6, "text-anchor": "end" }, x.title));
};

/** The box inside the margins of a drawing: {left, top, right, bottom, size}, for a letter size in pixels. */
export const boxed = (width, height, size, { right = 1, left = 3.4, bottom = 2.9, top = 1.7 } = {}) => ({
  size,
  left: left * size,
  top: top * size,
  right: width - right * size,
  bottom: height - bottom * size,
});

/** A path through places; where a value is missing the line is broken. */
export const path = (values, x, y) => {
  let pen = "M";
  let drawn = "";
  values.forEach((value, place) => {
    if (value === null || value === undefined) pen = "M";
    else {
      drawn += `${pen}${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
    }
  });
  return drawn;
};
