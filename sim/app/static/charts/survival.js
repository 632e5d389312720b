/** How long relationships last: the share that still lasts after so many months, as known by the cursor's month (Kaplan–Meier). */
import { axes, boxed, linear, years } from "tenure/charts/axes";
import { named } from "tenure/charts/lines";
import { shape } from "tenure/element";
import { calendar, count, percent } from "tenure/number";
import { t } from "tenure/words";

const LONGEST = 60; // months of tenure
const known = (curve) => (curve ?? []).filter((value) => value !== null);
const share = (curve, tenure) =>
  curve?.[tenure] === null || curve?.[tenure] === undefined ? null : curve[tenure] / 1000;
const median = (curve) => known(curve).findIndex((value) => value <= 500);

const steps = (curve, x, y) =>
  known(curve).reduce(
    (drawn, value, tenure) =>
      tenure === 0 ? `M${x(0)} ${y(value)}` : `${drawn}H${x(tenure).toFixed(1)}V${y(value).toFixed(1)}`,
    "",
  );

export const survival = {
  key: "survival",

  draw(svg, { width, height, letter }, pair) {
    const box = boxed(width, height, letter, { right: 1.8 });
    const x = linear(0, LONGEST, box.left, box.right);
    const y = linear(0, 1000, box.bottom, box.top);
    axes(svg, box, {
      x: {
        scale: x,
        at: years(LONGEST, box.right - box.left, letter),
        text: (month) => count(month / 12),
        title: t("charts.survival.axis"),
      },
      y: { scale: y, at: [0, 250, 500, 750, 1000], text: (value) => percent(value / 1000) },
    });
    const curve = {};
    for (const side of ["a", "b"]) svg.append((curve[side] = shape("path", { class: `line of-${side}` })));
    const labels = shape("g");
    svg.append(labels);
    return {
      at(month) {
        const ends = {};
        for (const side of ["a", "b"]) {
          const values = pair[side].part.survival[month];
          curve[side].setAttribute("d", steps(values, x, y));
          const last = known(values).length - 1;
          ends[side] = [x(Math.max(last, 0)), y(last < 0 ? 1000 : values[last])];
        }
        labels.replaceChildren();
        named(labels, ends, letter);
      },
    };
  },

  describe({ a, b }, month) {
    const said = (film, side) => {
      const curve = film.part.survival[month];
      const half = median(curve);
      const year = share(curve, 12);
      if (year === null) return t("charts.survival.too_early", { side });
      const first = t("charts.survival.year", { side, share: percent(year) });
      return half < 0 ? first : t("charts.survival.half", { year: first, half });
    };
    return t("charts.survival.says", { month: calendar(month), a: said(a, "A"), b: said(b, "B") });
  },

  numbers({ a, b }, month) {
    const [one, other] = [a.part.survival[month], b.part.survival[month]];
    const rows = Array.from({ length: LONGEST + 1 }, (_, tenure) => [tenure, share(one, tenure), share(other, tenure)]);
    return { columns: [t("charts.survival.column"), "A", "B"], rows };
  },
};
