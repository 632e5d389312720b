"""Customers as faces over rows must behave like ordinary Mesa agents in an ordinary AgentSet."""

import copy
import gc
import pickle
import sys
import time
import weakref
from operator import attrgetter

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mesa.agent import AgentSet

from sim.market.columns import Crowd
from sim.market.faced_model import FacedModel
from sim.market.faces import Customer, Faces

SCALARS = ["trust", "stage", "firm", "targeted", "tenure"]
SEED = 7

pytestmark = pytest.mark.filterwarnings("ignore:AgentSet.__getitem__ is deprecated")


def filled(size, firms=2):
    """Return the values of some columns, with ties, so that the order of equals can be seen."""
    draw = np.random.default_rng(SEED)
    return {
        "trust": draw.integers(0, 5, size) / 8,
        "stage": draw.integers(0, 4, size),
        "firm": draw.integers(-1, firms, size),
        "targeted": draw.random(size) < 0.5,
        "tenure": draw.integers(0, 9, size),
        "belief": draw.random((size, firms)),
    }


class Shop(mesa.Agent):
    def __init__(self, model):
        super().__init__(model)
        self.months = 0

    def step(self):
        self.months += 1


class Town(FacedModel):
    """A small market: what faces need of one, and nothing else."""

    def __init__(self, size=12, shops=2):
        super().__init__(rng=SEED)
        self.crowd = Crowd(self, size, firms=2)
        for name, values in filled(size).items():
            self.crowd.write(name, values)
        self.shops = [Shop(self) for _ in range(shops)]

    def live(self, first, last):
        self.crowd.tenure[first:last] += 1

    def step(self):
        self.agents.do("step")


class Person(mesa.Agent):
    """The same customer as an ordinary Mesa agent."""

    def __init__(self, model, row, values):
        super().__init__(model)
        self.row = row
        for name, column in values.items():
            value = column[row]
            setattr(self, name, value if value.ndim else value.item())

    def step(self):
        self.tenure += 1


class Village(mesa.Model):
    """The same customers as ordinary Mesa agents."""

    def __init__(self, size=12):
        super().__init__(rng=SEED)
        values = filled(size)
        self.people = AgentSet([Person(self, row, values) for row in range(size)], random=self.random)


def faces_of(town):
    return town.agents_by_type[Customer]


def plain(answer):
    """Return an answer with agents replaced by their rows and arrays by lists, to compare."""
    if isinstance(answer, Customer | Person):
        return ("row", answer.row)
    if isinstance(answer, np.ndarray):
        return answer.tolist()
    if isinstance(answer, list | tuple | AgentSet):
        return [plain(item) for item in answer]
    if isinstance(answer, dict):
        return {key: plain(value) for key, value in answer.items()}
    if type(answer).__name__ == "GroupBy":
        return [(key, plain(group)) for key, group in answer]
    return answer


QUESTIONS = {
    "len": len,
    "iter": list,
    "bool": bool,
    "to_list": lambda s: s.to_list() if hasattr(AgentSet, "to_list") else list(s),
    "item": lambda s: [s[0], s[-1], s[3:8:2], s[20:]],
    "contains": lambda s: [agent in s for agent in s],
    "not contained": lambda s: ["Bob" in s, s[0] in s.select(at_most=0), s[0] in s.select(at_most=1)],
    "reversed": lambda s: list(reversed(s)),
    "index": lambda s: [s.index(s[4]), s.count(s[4])],
    "copy": copy.copy,
    "select nothing": lambda s: s.select(),
    "select by function": lambda s: s.select(lambda a: a.trust > 0.2),
    "select at most": lambda s: [s.select(at_most=n) for n in (0, 1, 5, 99, 2.5, -1, 0.0, 0.5, 1.0, 0.99)],
    "select both": lambda s: [s.select(lambda a: a.stage > 1, at_most=n) for n in (0, 1, 2, 0.25, 50)],
    "select by type": lambda s: [s.select(agent_type=t) for t in (type(s[0]), mesa.Agent, Shop)],
    "select in place": lambda s: [s.select(lambda a: a.firm >= 0, inplace=True) is s, s],
    "shuffle": lambda s: [s.shuffle(), s.shuffle(), s.shuffle(inplace=True) is s, s],
    "sort": lambda s: [s.sort(name, ascending=a) for name in [*SCALARS, "row"] for a in (True, False)],
    "sort by function": lambda s: s.sort(lambda a: (a.stage, -a.trust), ascending=True),
    "sort by dotted name": lambda s: s.sort("belief.size"),
    "sort in place": lambda s: [s.sort("trust", inplace=True) is s, s],
    "get": lambda s: [s.get(name) for name in SCALARS],
    "get several": lambda s: s.get(["trust", "belief", "stage"]),
    "get with a plain attribute": lambda s: [s.get("row"), s.get(["row", "trust"]), s.get([])],
    "get per firm": lambda s: s.get("belief"),
    "get missing": lambda s: [s.get(n, "default", 9) for n in ("nonsense", "trust", ["trust", "nonsense"])],
    "types": lambda s: [type(value) for value in s.get(SCALARS)[0]],
    "agg": lambda s: [s.agg("trust", f) for f in (sum, min, max, np.mean, len)],
    "agg several": lambda s: s.agg("trust", [sum, np.std]),
    "groupby": lambda s: [s.groupby(name) for name in SCALARS],
    "groupby function": lambda s: s.groupby(lambda a: a.trust > 0.2),
    "groupby lists": lambda s: [s.groupby("stage", result_type="list").groups, s.groupby("stage").count()],
    "groupby agg": lambda s: s.groupby("firm").agg("trust", np.mean),
    "groupby do": lambda s: [s.groupby("firm").do("do", "step"), s.get("tenure")],
    "groupby map": lambda s: s.groupby("firm").map("get", "trust"),
    "set": lambda s: [s.set("trust", 0.25) is s, s.set("targeted", True).get(["trust", "targeted"])],
    "set of some": lambda s: [s.select(at_most=3).set("stage", 2), s.get("stage")],
    "set per firm": lambda s: [s.set("belief", np.array([0.1, 0.2])), s.get("belief")],
    "set something new": lambda s: [s.set("mood", "fine"), s.get("mood"), s[2].mood],
    "do by name": lambda s: [s.do("step") is s, s.get("tenure")],
    "do by function": lambda s: [s.do(lambda a, more: setattr(a, "trust", more), 0.75), s.get("trust")],
    "map": lambda s: [s.map(lambda a: a.trust * 2), s.map("step")],
    "shuffle_do": lambda s: (order := [], s.shuffle_do(lambda a: order.append(a.row)), order),
    "discard": lambda s: [s.discard(s[3]), s.discard(s[0]), s, s.remove(s[0]), s],
    "add": lambda s: [t := s.select(at_most=4), t.add(s[8]), t.add(s[0]), t, s[8] in t],
    "operators": lambda s: [s.select(at_most=5) & s.select(lambda a: a.row > 2), s - s.select(at_most=7)],
    "union": lambda s: [s.select(at_most=2) | s.select(lambda a: a.row > 9), s.isdisjoint(s), s <= s],
    "equal": lambda s: [s == s.shuffle(), s == s.select(at_most=3), s.select(at_most=3) < s],
    "pop": lambda s: [s.pop(), len(s), s.clear(), len(s)],
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_faces_answer_like_an_ordinary_agentset(question):
    ask = QUESTIONS[question]
    assert plain(ask(faces_of(Town()))) == plain(ask(Village().people))


@pytest.mark.parametrize(
    "question",
    [
        lambda s: s.get("nonsense"),
        lambda s: s.get("trust", handle_missing="sometimes"),
        lambda s: s.sort("nonsense"),
        lambda s: s.groupby("nonsense"),
        lambda s: s.do("nonsense"),
        lambda s: s.select(at_most=2).remove(s[5]),
        lambda s: s[12],
        lambda s: s.sort("belief"),
    ],
)
def test_faces_refuse_what_an_ordinary_agentset_refuses(question):
    with pytest.raises(Exception) as ordinary:  # noqa: PT011  whatever Mesa raises
        question(Village().people)
    with pytest.raises(ordinary.type):
        question(faces_of(Town()))


STEPS = st.one_of(
    st.sampled_from([*SCALARS, "row"]).flatmap(
        lambda name: st.booleans().map(lambda up: lambda s: s.sort(name, ascending=up))
    ),
    st.one_of(st.integers(0, 15), st.floats(0, 1)).map(lambda n: lambda s: s.select(at_most=n)),
    st.integers(0, 4).map(lambda n: lambda s: s.select(lambda a: a.stage != n)),
    st.booleans().map(lambda here: lambda s: s.shuffle(inplace=here)),
    st.sampled_from(SCALARS).map(lambda name: lambda s: max(s.groupby(name), default=(0, s))[1]),
    st.integers(0, 9).map(lambda n: lambda s: s.set("tenure", n)),
    st.just(lambda s: s.do("step")),
    st.just(lambda s: s.shuffle_do("step")),
    st.just(copy.copy),
)


@settings(deadline=None, max_examples=60)
@given(size=st.integers(1, 14), steps=st.lists(STEPS, max_size=7))
def test_any_chain_of_steps_leads_to_the_same_agents_with_the_same_state(size, steps):
    town, village = Town(size), Village(size)
    faces, people = faces_of(town), village.people
    for step in steps:
        faces, people = step(faces), step(people)
        assert plain(faces) == plain(people)
    assert isinstance(faces, Faces)
    assert faces_of(town).get(SCALARS) == village.people.get(SCALARS)
    assert town.random.getstate() == village.random.getstate()


def test_columns_are_read_without_making_faces():
    town = Town(50)
    faces = faces_of(town)
    faces.sort("trust").select(at_most=0.5).groupby("stage").map("agg", "trust", np.mean)
    faces.shuffle().set("targeted", True).get(["trust", "belief"])
    assert len(faces) == 50
    assert not town._gallery


def test_a_face_reads_and_writes_its_row():
    town = Town()
    customer = faces_of(town)[5]
    customer.trust = 0.875
    customer.belief[1] = 0.625
    town.crowd.stage[5] = 3
    assert town.crowd.trust[5] == 0.875
    assert town.crowd.belief[5, 1] == 0.625
    assert (customer.stage, customer.crowd, customer.model) == (3, town.crowd, town)
    assert (customer.random, customer.rng, customer.pos) == (town.random, town.rng, None)


def test_a_face_is_the_same_object_as_long_as_its_market_lives():
    faces = faces_of(Town())
    first = id(faces[3])
    faces[3].nickname = "Anna"
    gc.collect()
    assert id(faces.select(at_most=4)[3]) == first
    assert faces[3].nickname == "Anna"


def test_a_face_is_small():
    customer = faces_of(Town())[0]
    assert sys.getsizeof(customer) <= 96
    assert customer.__slots__ == ("crowd", "row")


def test_a_customer_steps_one_month_alone():
    town = Town()
    before = town.crowd.tenure.copy()
    faces_of(town)[4].step()
    assert np.flatnonzero(town.crowd.tenure - before).tolist() == [4]


def test_customers_cannot_be_removed():
    town = Town()
    with pytest.raises(RuntimeError, match=r"<Customer 2> cannot be removed"):
        faces_of(town)[2].remove()
    with pytest.raises(RuntimeError, match="one by one"):
        town.remove_all_agents()
    assert len(town.agents) == 14


def test_a_stranger_cannot_join_faces():
    town, other = Town(), Town()
    faces = faces_of(town)
    for stranger in (town.shops[0], faces_of(other)[0]):
        with pytest.raises(TypeError, match="same market"):
            faces.add(stranger)
        assert stranger not in faces


def test_the_person_in_a_place_changes_but_not_the_place():
    town = Town()
    customer = faces_of(town)[5]
    assert (customer.unique_id, customer.customer_id) == (5, 5)
    customer.generation = 2
    assert (customer.unique_id, customer.customer_id) == (5, 29)
    assert town.crowd.customer_id[5] == customer.customer_id


def test_a_market_shows_customers_beside_ordinary_agents():
    town = Town()
    assert town.agent_types == [Customer, Shop] == list(town.agents_by_type)
    assert list(town.agents) == [*faces_of(town), *town.shops]
    assert len(town.agents) == 14
    assert town.shops[0] in town.agents
    assert list(town.agents.select(agent_type=Shop)) == town.shops == list(town.agents_by_type[Shop])
    assert list(town.agents.select(agent_type=Customer)) == list(faces_of(town))
    assert town.agents.groupby(type).count() == {Customer: 12, Shop: 2}
    assert len({agent.unique_id for agent in town.agents}) == 14


def test_a_step_of_all_agents_steps_customers_and_ordinary_agents():
    town = Town()
    before = town.crowd.tenure.copy()
    town.step()
    town.agents.shuffle_do("step")
    assert (town.crowd.tenure == before + 2).all()
    assert [shop.months for shop in town.shops] == [2, 2]
    assert town.steps == 1


@pytest.mark.parametrize("asked_before", [True, False])
def test_agents_that_come_and_go_come_and_go_in_the_market(asked_before):
    town = Town()
    agents = town.agents if asked_before else None
    newcomer = Shop(town)
    town.shops[0].remove()
    assert list(town.agents)[12:] == [town.shops[1], newcomer] == list(town.agents_by_type[Shop])
    assert agents is None or agents is town.agents


def test_ordinary_agents_are_numbered_downward_from_minus_one():
    town = Town()
    town.shops[1].remove()
    assert [agent.unique_id for agent in (*town.shops, Shop(town))] == [-1, -2, -3]


COPIES = [lambda model: pickle.loads(pickle.dumps(model)), copy.deepcopy]


@pytest.mark.parametrize("copied", COPIES)
@pytest.mark.parametrize("asked_before", [True, False])
def test_a_copy_of_a_market_has_its_own_agents(copied, asked_before):
    town = Town()
    if asked_before:
        town.agents.do("step")
        faces_of(town).shuffle(inplace=True)
        faces_of(town)[0].nickname = "Anna"
        town.favourite = faces_of(town)[0]
    twin = copied(town)
    assert faces_of(twin).get(SCALARS) == faces_of(town).get(SCALARS)
    assert all(agent.model is twin for agent in (*twin.agents, *faces_of(twin), *twin.shops))
    assert list(twin.agents)[12:] == twin.shops
    assert twin.crowd.model is twin
    if asked_before:
        assert twin.favourite is faces_of(twin)[0]
        assert twin.favourite.nickname == "Anna"
    before = faces_of(town).get("tenure"), faces_of(twin).get("tenure")
    twin.step()
    assert faces_of(town).get("tenure") == before[0]
    assert faces_of(twin).get("tenure") == [tenure + 1 for tenure in before[1]]
    assert twin.random is twin.agents.random is faces_of(twin).random


@pytest.mark.parametrize("copied", COPIES)
def test_ids_go_on_in_a_copy(copied):
    town = Town()
    assert Shop(copied(town)).unique_id == Shop(town).unique_id == -3


@pytest.mark.parametrize("copied", COPIES)
def test_faces_and_a_face_are_copied_with_their_market(copied):
    chosen = faces_of(Town()).sort("trust").select(at_most=3)
    twins = copied(chosen)
    assert twins.rows.tolist() == chosen.rows.tolist()
    assert twins[0].model is not chosen[0].model
    assert twins[0].model is twins[2].model
    assert copied(chosen[0]).trust == chosen[0].trust


def test_a_market_that_nobody_holds_is_forgotten():
    town = Town()
    town.step()
    faces_of(town).select(lambda customer: customer.trust > 0)
    memory = weakref.ref(town)
    del town
    gc.collect()
    assert memory() is None


def collector():
    return mesa.DataCollector(
        model_reporters={"customers": lambda m: len(m.agents_by_type[Customer]), "steps": "steps"},
        agent_reporters={"id": "unique_id", "name": lambda a: type(a).__name__},
        agenttype_reporters={
            Customer: {"trust": "trust", "wary": lambda a: a.trust < 0.3, "rounded": [round_of, [1]]},
            Shop: {"months": attrgetter("months")},
        },
    )


def round_of(customer, digits):
    return round(customer.trust, digits)


def test_a_datacollector_reads_customers_and_ordinary_agents():
    town, data = Town(), collector()
    for _ in range(2):
        data.collect(town)
        town.step()
    assert data.get_model_vars_dataframe().customers.tolist() == [12, 12]
    everyone = data.get_agent_vars_dataframe().loc[1]
    assert everyone.id.tolist() == [*range(12), -1, -2]
    assert everyone.name.tolist() == ["Customer"] * 12 + ["Shop"] * 2
    customers = data.get_agenttype_vars_dataframe(Customer).loc[1]
    assert customers.trust.tolist() == town.crowd.trust.tolist()
    assert customers.wary.tolist() == (town.crowd.trust < 0.3).tolist()
    assert data.get_agenttype_vars_dataframe(Shop).loc[1].months.tolist() == [1, 1]


def test_a_datacollector_is_quick_over_20_000_customers():
    town, data = Town(20_000), collector()
    data.collect(town)
    start = time.process_time()
    data.collect(town)
    assert time.process_time() - start < 1.0
