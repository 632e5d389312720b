/** The hood: the scenario files of what is on the screen, what differs between them, the command, and files of one's own. */
import { element, found, save, say } from "tenure/element";
import { differing } from "tenure/play/yaml_keys";
import { savedPage } from "tenure/play/standalone";
import { source } from "tenure/source";
import { table } from "tenure/table";
import { t } from "tenure/words";

const LARGEST = 64 * 1024; // bytes of a scenario that the server takes

const slug = (name) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "") || "scenario";

export class Hood {
  #isOpen = false;
  #told = null; // the films whose files are shown

  /** @param {{films: Function, shown: Function, player: Player, use: Function, fail: Function}} page */
  constructor(page) {
    this.page = page;
    this.sides = Object.fromEntries(["a", "b"].map((side) => [side, this.#file(side)]));
    found("hood-files").append(this.sides.a.element, this.sides.b.element);
    found("hood-upload").hidden = Boolean(source.saved);
    found("hood-saving").hidden = Boolean(source.saved);
    found("own-file").addEventListener("change", (event) => this.#readFile(event.target.files[0]));
    for (const side of ["a", "b"]) found(`use-${side}`).addEventListener("click", () => this.#upload(side));
    found("save-page").addEventListener("click", () => this.#save());
  }

  show() {
    if (this.#isOpen) this.#fill();
  }

  open() {
    this.#isOpen = true;
    if (this.page.films()) this.#fill();
  }

  at() {}

  tell() {}

  #file(side) {
    const name = side.toUpperCase();
    const text = element("pre", { tabindex: "0", "aria-label": t("hood.file_of", { side: name }) });
    const command = element("pre", {
      class: "command",
      tabindex: "0",
      "aria-label": t("hood.command_of", { side: name }),
    });
    const copied = element("span", { role: "status", class: "read" });
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        say(copied, t("hood.copied"));
      } catch {
        getSelection().selectAllChildren(text); // no clipboard without a secure address: the reader copies
        say(copied, t("hood.copy_selected"));
      }
    };
    const file = { text, command, name: `${side}.yaml` };
    file.element = element(
      "article",
      { class: "panel" },
      element("h3", {}, element("span", { class: `badge ${side}` }, name), t("hood.file")),
      element(
        "p",
        { class: "buttons" },
        element("button", { type: "button", click: copy }, t("hood.copy")),
        element(
          "button",
          { type: "button", click: () => save(file.name, text.textContent, "text/yaml;charset=utf-8") },
          t("hood.download"),
        ),
        copied,
      ),
      text,
      element("p", { class: "read" }, t("hood.command")),
      command,
    );
    return file;
  }

  async #fill() {
    const films = this.page.films();
    if (this.#told?.a === films.a && this.#told?.b === films.b) return;
    this.#told = films;
    try {
      const [short, whole] = await Promise.all(
        [false, true].map((isWhole) =>
          Promise.all([films.a, films.b].map((film) => source.yaml(film, { whole: isWhole }))),
        ),
      );
      if (this.#told !== films) return;
      ["a", "b"].forEach((side, place) => {
        const file = this.sides[side];
        const { name, seed } = films[side].about;
        file.name = `${slug(name)}-${side}.yaml`;
        say(file.text, short[place]);
        say(file.command, `tenure run ${file.name} --seed ${seed} --replications 1`);
      });
      const rows = differing(...whole);
      say(found("hood-differs"), rows.length === 0 ? t("hood.same") : t("hood.differs"));
      found("hood-table").replaceChildren(
        ...(rows.length ? [table({ columns: [t("hood.key"), "A", "B"], rows }, t("hood.differs"))] : []),
      );
    } catch (error) {
      this.#told = null;
      this.page.fail(error);
    }
  }

  async #readFile(file) {
    if (!file) return;
    if (file.size > LARGEST) this.#say(t("hood.too_large", { most: LARGEST / 1024 }));
    else found("own-text").value = await file.text();
  }

  async #upload(side) {
    this.#say("");
    try {
      const scenario = await source.upload(found("own-text").value);
      this.page.use(side, scenario);
      this.#say(t("hood.uploaded", { side: side.toUpperCase() }));
    } catch (error) {
      this.#say(error.text || error.message);
    }
  }

  #say(text) {
    const place = found("own-problem");
    say(place, text);
    place.hidden = text === "";
  }

  async #save() {
    const status = found("save-status");
    say(status, t("hood.saving"));
    try {
      const films = this.page.films();
      const html = await savedPage({ pair: this.page.shown(), films, month: this.page.player.month });
      save(`${slug(films.a.about.name)}-${slug(films.b.about.name)}.html`, html, "text/html;charset=utf-8");
      say(status, t("hood.saved"));
    } catch (error) {
      say(status, "");
      this.page.fail(error);
    }
  }
}
