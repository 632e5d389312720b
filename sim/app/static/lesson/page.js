/** The page of a lesson: the question, then the prediction, then the run, then what it showed. */
import { found, say } from "tenure/element";
import { api, content } from "tenure/lesson/content";
import { everybody } from "tenure/lesson/everybody";
import { figure } from "tenure/lesson/figure";
import { predicting } from "tenure/lesson/prediction";
import { running } from "tenure/lesson/running";
import { waited } from "tenure/lesson/waiting";

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

const [opening, form, start, evidence, everyone, outcome] = ["opening", "prediction", "start", "evidence", "class", "outcome"].map(found);
if (opening) open(opening);
if (form) predicting(form);
if (start) running(start, "outcome");
if (evidence) evidence.replaceChildren(...content.evidence.map(figure));
if (everyone) everybody(everyone);
if (location.hash === "#outcome") outcome?.focus();
