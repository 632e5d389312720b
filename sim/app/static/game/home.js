/** The first page of the game: type a code, or begin a game. */
import { found } from "tenure/element";
import { problem } from "tenure/game/status";
import { ask } from "tenure/request";

const answered = (id, act) =>
  found(id)?.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await act(new FormData(event.target));
    } catch (error) {
      problem(error);
    }
  });

answered("find", async (form) => {
  const { data } = await ask("/api/games/find", { method: "POST", json: { typed: form.get("typed") } });
  location.assign(`/game/${data.code}`);
});
answered("create", async (form) => {
  const json = { name: form.get("name"), teams: Number(form.get("teams")) };
  if (form.get("seed")) json.seed = Number(form.get("seed"));
  const { data } = await ask("/api/games", { method: "POST", json });
  location.assign(`/game/${data.code}/table`);
});
