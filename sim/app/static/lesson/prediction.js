/** The form of the prediction: it is sent once, and the page then goes on. */
import { ask } from "tenure/request";
import { say } from "tenure/element";
import { api } from "tenure/lesson/content";
import { language, t } from "tenure/words";

/** A number of the slider in words: `31%`. */
const inWords = (input) => {
  const { unit } = input.dataset;
  const number = Number(input.value).toLocaleString(language === "zh" ? "zh-CN" : "en", { maximumFractionDigits: 6 });
  const key = ["months", "people", "points"].includes(unit) ? `lessons.unit.${unit}_${number === "1" ? "one" : "many"}` : `lessons.unit.${unit}`;
  return unit === "number" ? number : t(key, { number, currency: input.dataset.currency ?? "" }).trim();
};

const answerOf = (form) => {
  const number = form.querySelector("input[type=range]");
  return number ? Number(number.value) : new FormData(form).get("answer");
};

/** Let a form commit the prediction. */
export const predicting = (form) => {
  const problem = form.querySelector(".problem");
  const button = form.querySelector("button");
  const slider = form.querySelector("input[type=range]");
  button.disabled = slider !== null; // a number has to be moved first; until now nothing could be sent
  slider?.addEventListener("input", () => {
    button.disabled = false;
    say(form.querySelector("output"), inWords(slider));
    slider.setAttribute("aria-valuetext", inWords(slider));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      await ask(api("prediction"), { method: "POST", json: { answer: answerOf(form) } });
      location.hash = "run";
      location.reload();
    } catch (error) {
      say(problem, error.message);
      problem.hidden = false;
      button.disabled = false;
      if (error.key === "lessons.locked") location.reload();
    }
  });
};
