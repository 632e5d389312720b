/** The button that makes the run: the market is watched while it is measured, then the page shows what came out. */
import { element, say } from "tenure/element";
import { api } from "tenure/lesson/content";
import { waited } from "tenure/lesson/waiting";
import { t } from "tenure/words";

/** Load the page anew, at a place in it. */
const goOn = (target) => {
  location.hash = target;
  location.reload();
};

/**
 * Let a button make the run. `watch`, if there is one, plays it meanwhile: then the reader decides when to go on.
 * `target` is where the page goes on.
 */
export const running = (button, target, watch) => {
  const place = button.closest("section");
  const [problem, progress] = [place.querySelector(".problem"), place.querySelector("#progress")];
  const fail = (error) => {
    say(progress, "");
    say(problem, error.message);
    problem.hidden = false;
    button.disabled = false;
  };
  button.disabled = false; // until now a click would have been lost
  button.addEventListener("click", async () => {
    button.disabled = true;
    problem.hidden = true;
    say(progress, t("lessons.running"));
    try {
      const playing = watch?.().catch(fail);
      await waited(api("run"), { method: "POST", json: {} }, progress);
      if (!watch) return goOn(target);
      say(progress, t("lessons.measured_now"));
      button.replaceWith(element("button", { type: "button", class: "main", click: () => goOn(target) }, t("lessons.go_on")));
      await playing;
    } catch (error) {
      fail(error);
    }
  });
};
