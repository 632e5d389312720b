/** The scenarios that a market can be set to. */
import { t } from "tenure/words";

/** Packaged scenarios of the menu, by group. */
export const SCENARIOS = {
  strategies: ["baseline", "retention-first", "acquisition-first", "loyalty-programme", "quality-dip"],
  shocks: ["price-rise", "programme-withdrawal", "recession", "rival-entry", "search-technology", "staff-turnover"].map(
    (name) => `shocks/${name}`,
  ),
  industries: ["bank", "brokerage", "car-dealer", "hotel", "local-service", "logistics", "retail", "telecom"].map(
    (name) => `industries/${name}`,
  ),
};

/** The name of a scenario for the reader; one that the catalogue does not have keeps the name of its file. */
export const scenarioName = (scenario) => {
  if (scenario.startsWith("upload:")) return t("play.own_scenario", { hash: scenario.slice(7, 13) });
  const key = `scenarios.${scenario}`;
  return t(key) === key ? scenario : t(key);
};

/** What a scenario is about: in the words of the catalogue where it has them, else as its file says. */
export const scenarioSays = (scenario, { name, description }) => {
  const key = `scenarios.${scenario}.says`;
  if (t(key) !== key) return t(key);
  return name === scenarioName(scenario) ? description : `${name}. ${description}`;
};
