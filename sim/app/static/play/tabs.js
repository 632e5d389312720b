/** Tabs: one panel at a time, chosen with the arrows or a click. */

/** Wire the tabs of a list; `chosen` hears the name of the panel. Returns the function that chooses a panel by its name. */
export const tabs = (list, chosen) => {
  const all = [...list.querySelectorAll("[role=tab]")];
  const nameOf = (tab) => tab.getAttribute("aria-controls");
  const choose = (name) => {
    const wanted = all.some((tab) => nameOf(tab) === name) ? name : nameOf(all[0]);
    for (const tab of all) {
      const isChosen = nameOf(tab) === wanted;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(nameOf(tab)).hidden = !isChosen;
    }
    chosen(wanted);
  };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(nameOf(tab));
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    next.focus();
    choose(nameOf(next));
  });
  return choose;
};
