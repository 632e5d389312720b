/** The view of two markets: what B − A means, the key figures, and all charts with one cursor. */
import { difference } from "tenure/charts/difference";
import { equity } from "tenure/charts/equity";
import { Figure } from "tenure/charts/figure";
import { flows } from "tenure/charts/flows";
import { plane } from "tenure/charts/plane";
import { stages } from "tenure/charts/stages";
import { survival } from "tenure/charts/survival";
import { whale } from "tenure/charts/whale";
import { headline } from "tenure/difference_words";
import { element, found, say } from "tenure/element";
import { KeyFigures } from "tenure/play/key_figures";
import { sentences } from "tenure/text";
import { t } from "tenure/words";

const OF_EACH = [flows, plane]; // one for A and one for B
const OF_BOTH = [survival, whale, equity];

export class Markets {
  #pair = null;

  /** @param {Player} player  @param {Sureness} sureness */
  constructor(player, sureness) {
    const seek = (month) => (player.pause(), player.seek(month));
    this.figures = new KeyFigures();
    this.headline = element("p", { class: "headline" });
    const ofEach = (chart) => ["a", "b"].map((side) => new Figure(chart, { side, seek }));
    const [first, pairs] = [ofEach(stages), OF_EACH.flatMap(ofEach)];
    const both = OF_BOTH.map((chart) => new Figure(chart, { seek }));
    const apart = new Figure(difference, { seek });
    this.charts = [...first, apart, ...pairs, ...both];
    found("answer").append(this.headline, sureness.element);
    const elements = (figures) => figures.map((figure) => figure.element);
    const figures = element("div", { class: "panel" }, element("h3", {}, t("figures.title")), this.figures.element);
    found("pairs").append(...elements(first), figures, apart.element, ...elements(pairs));
    found("both").append(...elements(both));
  }

  show(pair) {
    this.#pair = pair;
    this.figures.show(pair);
    for (const chart of this.charts) chart.show(pair);
  }

  at(month) {
    if (this.#pair === null) return;
    this.figures.at(month);
    for (const chart of this.charts) chart.at(month);
    say(this.headline, sentences(headline(this.#pair, month)));
  }

  /** The cursor rests: what the charts show is said in words. */
  tell() {
    for (const chart of this.charts) chart.tell();
  }
}
