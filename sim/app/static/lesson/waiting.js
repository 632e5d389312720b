/** Waiting for work on the server: asks until it is done, and says how many are before. */
import { ask } from "tenure/request";
import { plural } from "tenure/number";
import { say } from "tenure/element";
import { t } from "tenure/words";

const PAUSE = 600;
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Ask for a result until it is there, and return it; `status` is the element that says what is going on. Throws Refused. */
export const waited = async (address, options, status) => {
  for (;;) {
    const { status: code, data } = await ask(address, options);
    if (code !== 202) return data;
    say(status, data.in_line ? plural("lessons.in_line", data.in_line) : t("lessons.running"));
    await pause(PAUSE);
  }
};
