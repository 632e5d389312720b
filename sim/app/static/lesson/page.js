/** The page of a lesson: the question, then the prediction, then the run, then what it showed. */
import { found, say } from "tenure/element";
import { api, content } from "tenure/lesson/content";
import { everybody } from "tenure/lesson/everybody";
import { figure } from "tenure/lesson/figure";
import { predicting } from "tenure/lesson/prediction";
import { running } from "tenure/lesson/running";
import { waited } from "tenure/lesson/waiting";
import { Watch } from "tenure/lesson/watch";

/** Show what is to be seen before the prediction. */
const open = async (section) => {
  const status = section.querySelector("[role=status]");
  try {
    const { evidence } = await waited(api("opening"), {}, status);
    section.replaceChildren(...evidence.map(figure));
  } catch (error) {
    say(status, error.message);
  }
  section.removeAttribute("aria-busy");
};

/** Play the run in the place that is kept for it. */
const played = () => new Watch(found("watch")).played();

const [opening, form, start, again, evidence] = ["opening", "prediction", "start", "again", "evidence"].map(found);
const [everyone, outcome] = ["class", "outcome"].map(found);
if (opening) open(opening);
if (form) predicting(form);
if (start) running(start, "outcome", played);
again?.addEventListener("click", () => ((again.disabled = true), played().catch(({ message }) => say(found("progress"), message))));
if (evidence) evidence.replaceChildren(...content.evidence.map(figure));
if (everyone) everybody(everyone);
if (location.hash === "#outcome") outcome?.focus();
