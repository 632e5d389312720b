/** What the class predicted, without names; the teacher decides when the class sees it. */
import { say } from "tenure/element";
import { number, plural } from "tenure/number";
import { ask } from "tenure/request";
import { api, content } from "tenure/lesson/content";
import { figure } from "tenure/lesson/figure";
import { t } from "tenure/words";

const PAUSE = 5_000;
const BARE = { headline: "", figures: [], notes: [] };

/** Answers that were chosen, as a bar for each. */
const ofOptions = (options) => ({
  ...BARE,
  kind: "bars",
  title: t("lessons.predictions"),
  x: { label: t("lessons.option") },
  y: { label: t("lessons.predictions"), mark: "" },
  bars: options.map(({ text }) => text),
  series: [{ label: t("lessons.predictions"), side: "b", y: options.map(({ count }) => count) }],
  description: options.map(({ text, count }) => `${text} ${count}`).join("; "),
});

/** Numbers that were chosen, as a dot for each. */
const ofNumbers = (numbers) => ({
  ...BARE,
  ...content.slider,
  kind: "dots",
  title: t("lessons.predictions"),
  numbers,
  measured: content.measured,
  description: numbers.map((value) => number(value)).join("; "),
});

/** Keep a section up to date, and obey the teacher's buttons in it. */
export const everybody = (section) => {
  const [count, answers] = [section.querySelector("#count"), section.querySelector("#answers")];
  const [reveal, reset] = [section.querySelector("#reveal"), section.querySelector("#reset")];
  const problem = section.querySelector(".problem");
  let shown = "";
  let revealed = false;

  const show = (told) => {
    revealed = told.revealed;
    const words = plural("lessons.count", told.count);
    say(count, told.answers ? words : `${words} ${t("lessons.hidden")}`);
    if (reveal) {
      reveal.setAttribute("aria-pressed", String(revealed));
      say(reveal, t(revealed ? "lessons.hide" : "lessons.reveal"));
    }
    const now = JSON.stringify(told.answers);
    if (now === shown) return;
    shown = now;
    const measure = told.answers && (told.answers.options ? ofOptions(told.answers.options) : ofNumbers(told.answers.numbers));
    answers.replaceChildren(...(measure && told.count ? [figure(measure)] : []));
  };
  const refresh = async () => show((await ask(api("predictions"))).data);
  const tried = async (what) => {
    try {
      if (problem) problem.hidden = true;
      await what();
    } catch (error) {
      if (!problem) return; // a student's page asks again
      say(problem, error.message);
      problem.hidden = false;
    }
  };

  reveal?.addEventListener("click", () =>
    tried(async () => {
      await ask(api("reveal"), { method: "POST", json: { revealed: !revealed } });
      await refresh();
    }),
  );
  reset?.addEventListener("click", () => {
    if (!confirm(t("lessons.reset_sure"))) return;
    tried(async () => {
      await ask(api("reset"), { method: "POST", json: {} });
      location.reload();
    });
  });
  tried(refresh);
  setInterval(() => document.hidden || tried(refresh), PAUSE);
};
