/** The cursor of a chart over time: a line at the month, and a veil over what has not happened yet. Moving it draws nothing anew. */
import { shape } from "tenure/element";

/** Add the cursor to a drawing; returns the function that moves it to a month. `x` leads from months to pixels. */
export const cursor = (svg, box, x) => {
  const height = box.bottom - box.top;
  const veil = shape("rect", {
    class: "veil",
    x: box.left,
    y: box.top - 2,
    width: box.right - box.left + 1,
    height: height + 1,
  });
  const line = shape("line", { class: "cursor", y1: box.top - 4, y2: box.bottom });
  svg.append(veil, line);
  return (month) => {
    const shift = `translate(${x(month).toFixed(1)} 0)`;
    const until = Math.max(0, box.right + 1 - x(month));
    veil.setAttribute("x", x(month).toFixed(1));
    veil.setAttribute("width", until.toFixed(1));
    line.setAttribute("transform", shift);
  };
};

/** Let a click or a drag on a chart over time move the cursor: `seek` hears the month. */
export const scrubbed = (svg, { box, months }, seek) => {
  svg.classList.add("over-time");
  const monthAt = (event) => {
    const { left, width } = svg.getBoundingClientRect();
    const along = ((event.clientX - left) / width) * svg.viewBox.baseVal.width;
    return ((along - box.left) / (box.right - box.left)) * (months - 1);
  };
  svg.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") svg.setPointerCapture(event.pointerId);
    seek(monthAt(event));
  });
  svg.addEventListener("pointermove", (event) => {
    if (event.buttons === 1 && event.pointerType === "mouse") seek(monthAt(event));
  });
};
