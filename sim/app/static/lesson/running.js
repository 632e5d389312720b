/** The button that makes the run: it waits for its turn, then the page is loaded anew with what came out. */
import { say } from "tenure/element";
import { api } from "tenure/lesson/content";
import { waited } from "tenure/lesson/waiting";
import { t } from "tenure/words";

/** Let a button make the run; `target` is where the page goes on. */
export const running = (button, target) => {
  const place = button.closest("section");
  const [problem, progress] = [place.querySelector(".problem"), place.querySelector("#progress")];
  button.addEventListener("click", async () => {
    button.disabled = true;
    problem.hidden = true;
    say(progress, t("lessons.running"));
    try {
      await waited(api("run"), { method: "POST", json: {} }, progress);
      location.hash = target;
      location.reload();
    } catch (error) {
      say(progress, "");
      say(problem, error.message);
      problem.hidden = false;
      button.disabled = false;
    }
  });
};
