import pytest

FIRMS = """
firms:
  - {name: Incumbent, strategy: {budget: 1, split: {acquisition: 0.5}}}
  - {name: Challenger, strategy: {per_head: {acquisition: 1}}}
"""


@pytest.mark.parametrize(
    ("text", "message", "line", "column", "path", "help"),
    [
        # out of bounds
        ("months: 0", "months is 0, but must be at least 1", 1, 9, "months", "Months simulated and booked (months), 1..1200"),
        ("market: {unattached: 1.5}", "unattached is 1.5, but must be at most 1", 1, 22, "market.unattached", "Share of them without a supplier at the start (share), 0..1"),
        ("customers:\n  wallet:\n    mean: -0.0", "mean is -0.0, but must be above 0", 3, 11, "customers.wallet.mean", "Mean category spending"),
        ("customers: {trust: {neutral: 1}}", "neutral is 1, but must be below 1", 1, 30, "customers.trust.neutral", "above 0, below 1"),
        ("market: {customers: 30000000}", "customers is 30000000, but must be at most 20,000,000", 1, 21, "market.customers", "10..20,000,000"),
        ("market: {costs: {per_order: -2}}", "per_order is -2, but must be at least 0", 1, 29, "market.costs.per_order", "Cost of an order (money/order), at least 0"),
        # not finite
        ("discount_rate: .inf", "discount_rate is .inf, but must be a finite number", 1, 16, "discount_rate", "Discount rate"),
        ("discount_rate: .nan", "discount_rate is .nan, but must be a finite number", 1, 16, "discount_rate", "Discount rate"),
        ("discount_rate: 1e999", "discount_rate is 1e999, but must be a finite number", 1, 16, "discount_rate", ""),
        ("months: 1e999", "months is 1e999, but must be a whole number", 1, 9, "months", ""),
        # of another kind
        ("months: 12.5", "months is 12.5, but must be a whole number", 1, 9, "months", "Months simulated"),
        ("months: 1e2", "months is 1e2, but must be a whole number", 1, 9, "months", "write 100; Months"),
        ("months: '12'", 'months is "12", but must be a whole number', 1, 9, "months", "take the quotes away; "),
        ("market: {customers: 20_000}", 'customers is "20_000", but must be a whole number', 1, 21, "market.customers", "write 20000; "),
        ('market: {customers: "1,000.5"}', 'customers is "1,000.5", but must be a whole number', 1, 21, "market.customers", "write 1000.5; "),
        ("discount_rate: 10 %", 'discount_rate is "10 %", but must be a number', 1, 16, "discount_rate", "write 0.1; "),
        ('discount_rate: "0,1"', 'discount_rate is "0,1", but must be a number', 1, 16, "discount_rate", "write 0.1; "),
        ("discount_rate: cheap", 'discount_rate is "cheap", but must be a number', 1, 16, "discount_rate", "Discount rate (1/year)"),
        ("discount_rate: true", "discount_rate is true, but must be a number", 1, 16, "discount_rate", ""),
        ("discount_rate: [0.1]", "discount_rate is a list, but must be a number", 1, 1, "discount_rate", ""),
        ("market: {secondary: yes}", 'secondary is "yes", but must be true or false', 1, 21, "market.secondary", "write true; "),
        ("market: {secondary: 0}", "secondary is 0, but must be true or false", 1, 21, "market.secondary", "write false; "),
        ("name: 2024", "name is 2024, but must be text", 1, 7, "name", 'put it in quotes: "2024"; '),
        ("name: 1e3", "name is 1e3, but must be text", 1, 7, "name", 'put it in quotes: "1e3"; '),
        ("name: true", "name is true, but must be text", 1, 7, "name", 'put it in quotes: "true"; '),
        ("months:", "months is empty, but must be a whole number", 1, 1, "months", "leave the key out to have 120; "),
        ("market:\n", "market is empty, but must be a group of settings", 1, 1, "market", "put keys below it; "),
        ("market: big", 'market is "big", but must be a group of settings', 1, 9, "market", "keys here: category_exit, costs"),
        ("market: [1]", "market is a list, but must be a group of settings", 1, 1, "market", "keys here: "),
        ("firms: {name: A}", "firms is a group of settings, but must be a list", 1, 1, "firms", "every entry of a list begins with a dash"),
        ("firms: A", 'firms is "A", but must be a list', 1, 8, "firms", ""),
        ("firms: [A]", 'firms[0] is "A", but must be a group of settings', 1, 9, "firms[0]", "keys here: bonds, enters, name"),
        ("survey: {months: [1, x]}", 'months[1] is "x", but must be a whole number', 1, 22, "survey.months[1]", ""),
        ("survey: {months: 60}", "months is 60, but must be a list of whole numbers", 1, 18, "survey.months", ""),
        ("market: {encounter: per order}", 'encounter is "per order", but must be one of "monthly", "per_order"', 1, 21, "market.encounter", 'did you mean "per_order"?'),
        ("firms: [{name: A, strategy: {kind: fixd}}]", 'kind is "fixd", but must be a kind of strategy, or module:Class; did you mean "fixed"?', 1, 36, "firms[A].strategy.kind", "The policy: fixed, schedule"),
        # too many, too few, too long
        ("firms: []", "firms has 0 entries, but must have at least 1", 1, 1, "firms", ""),
        ("firms: [" + ", ".join(f"{{name: F{n}}}" for n in range(31)) + "]", "firms has 31 entries, but must have at most 30", 1, 1, "firms", ""),
        ("currency: dollars and cents", "currency has 17 characters, but must have at most 12", 1, 11, "currency", "Label of money"),
        ('firms: [{name: ""}]', "name has 0 characters, but must have at least 1", 1, 16, "firms[].name", ""),
        ("seasonality: [1, 1]", "seasonality has 2 factors, but must have 12", 1, 1, "seasonality", "Twelve factors"),
        # keys
        ("mnths: 3", 'unknown key "mnths"', 1, 1, "mnths", 'did you mean "months"? valid here: currency, customers,'),
        ("Warm-Up: 3", 'unknown key "Warm-Up"', 1, 1, "Warm-Up", 'did you mean "warm_up"? '),
        ("extend: x.yaml", 'unknown key "extend"', 1, 1, "extend", 'did you mean "extends"? '),
        ("customers: {wallet: {extends: x.yaml}}", 'unknown key "extends"', 1, 22, "customers.wallet.extends", "valid here: base, mean, per_product, sigma"),
        ("market:\n  qqq: 3", 'unknown key "qqq"', 2, 3, "market.qqq", "valid here: category_exit, "),
        ("firms: [{name: A, budget: 3}]", 'unknown key "budget"', 1, 19, "firms[A].budget", "did you mean firms.strategy.budget? "),
        ("loss_aversion: 3", 'unknown key "loss_aversion"', 1, 1, "loss_aversion", "did you mean customers.satisfaction.loss_aversion? "),
        ("firms: [{price: 3}]", 'firms[0] has no "name"', 1, 10, "firms[0].name", "Name of the firm, unique"),
        ("segments: [{name: a}]", 'segments[0] has no "share"', 1, 13, "segments[a].share", "Share of all customers"),
        # parts that do not fit together
        ("firms: [{name: A, strategy: {budget: 1, split: {acquisition: 0.7, winback: 0.6}}}]", "the shares sum to 1.3, but must sum to at most 1", 1, 41, "firms[A].strategy.split", ""),
        ("firms: [{name: A, strategy: {budget: 1, split: {}, per_head: {}}}]", "give either per_head, or budget and split, not both", 1, 19, "firms[A].strategy", "per_head: null"),
        ("firms: [{name: A, strategy: {budget: 1}}]", "budget and split go together", 1, 19, "firms[A].strategy", ""),
        ("customers: {satisfaction: {level_low: 0.9}}", "level_low is 0.9, but must be below level_high (0.8)", 1, 13, "customers.satisfaction", ""),
        ("events: [{month: 3, set: {}}]", "an event sets nothing", 1, 11, "events[0]", ""),
        ("events: [{month: 3, set: {price: 1}}]", "an event without a firm can set demand and search_cost only, not price", 1, 11, "events[0]", ""),
        (FIRMS + "events: [{month: 150, firm: Incumbent, set: {price: 1}}]", "the event at month 150 never happens: the run ends at 120", 4, 18, "events[0].month", ""),
        (FIRMS + "events: [{month: -25, firm: Incumbent, set: {price: 1}}]", "the event at month -25 never happens: the run starts at -24", 4, 18, "events[0].month", ""),
        (FIRMS + "events: [{month: 9, firm: Incumbent, set: {search_cost: 0.5}}]", "search_cost belongs to the whole market: leave out firm", 4, 11, "events[0]", ""),
        (FIRMS + "events: [{month: 9, set: {search_cost: 0}}]", "search_cost is 0, but must be above 0", 4, 40, "events[0].set.search_cost", "Cost of looking around"),
        ("market: {search_cost: -1}", "search_cost is -1, but must be above 0", 1, 23, "market.search_cost", "Cost of looking around, today's being 1 (ratio), above 0, at most 100"),
        (FIRMS + "  - {name: New, enters: 150}", '"New" cannot enter at month 150: the run ends at 120', 4, 25, "firms[New].enters", ""),
        (FIRMS + "  - {name: New, enters: -25}", '"New" cannot enter at month -25: the run starts at -24', 4, 25, "firms[New].enters", "leave enters out if the firm is there from the start"),
        (FIRMS + "  - {name: New, enters: 1.5}", "enters is 1.5, but must be a whole number", 4, 25, "firms[New].enters", "Month in which it enters the market"),
        ("firms: [{name: New, enters: 5}]", "every firm enters later, but one must be there from the start", 1, 29, "firms[New].enters", "leave enters out"),
        (FIRMS + "  - {name: New, enters: 9}\nevents: [{month: 8, firm: New, set: {price: 1}}]", 'the event at month 8 is too early: "New" enters at month 9', 5, 18, "events[0].month", "write it into the firm's own settings"),
        (FIRMS + "events: [{month: 8, firm: Incumbent, set: {enters: 9}}]", 'unknown key "enters"', 4, 44, "events[0].set.enters", ""),
        (FIRMS + "events:\n- month: 3\n  firm: Chalenger\n  set: {price: 1}", 'unknown firm "Chalenger"', 6, 9, "events[0].firm", 'did you mean "Challenger"? firms here: Challenger, Incumbent'),
        ("survey: {months: [6, 200]}", "the survey at month 200 never happens: the run ends at 120", 1, 22, "survey.months[1]", ""),
        ("segments: [{name: a, share: 0.6}, {name: b, share: 0.6}]", "the shares of the segments sum to 1.2, but must sum to at most 1", 1, 1, "segments", ""),
        ("segments: [{name: a, share: 0.3}, {name: a, share: 0.3}]", 'two segments are called "a"', 1, 42, "segments[a].name", "give one of them another name"),
        ("segments: [{name: everyone, share: 0.3}]", 'no segment can be called "everyone": that is the name of all other customers', 1, 19, "segments[everyone].name", ""),
        ("market: {customers: 20, network: {neighbours: 30}}", "neighbours is 30, but must be below customers (20)", 1, 47, "market.network.neighbours", ""),
    ],
)  # fmt: skip
def test_every_wrong_value_is_shown_where_it_stands_with_what_helps(
    text: str, message: str, line: int, column: int, path: str, help: str, problems
) -> None:
    (problem,) = problems(text)
    assert problem.message == message
    assert (problem.file, problem.line, problem.column, problem.path) == ("mine.yaml", line, column, path)
    assert help in problem.help


def test_all_problems_are_shown_at_once_in_the_order_of_the_file(problems) -> None:
    found = problems(
        """
        months: 36
        warm_up: -1
        survey: {months: [60]}
        market: {customers: 5, unattached: cheap}
        customers: {expertise: {start_low: 0.9}, trust: {gain: 2}}
        firms:
          - {name: Incumbent, strategy: {budget: 1, split: {acquisition: 2}}}
          - {name: Incumbent, price: 0}
        events:
          - {month: 60, firm: Incumbnt, set: {price: 1}}
        """
    )
    assert [(p.line, p.message) for p in found] == [
        (2, "warm_up is -1, but must be at least 0"),
        (4, "customers is 5, but must be at least 10"),
        (4, 'unattached is "cheap", but must be a number'),
        (5, "start_low is 0.9, but must be at most start_high (0.8)"),
        (5, "gain is 2, but must be at most 1"),
        (7, "acquisition is 2, but must be at most 1"),
        (8, 'two firms are called "Incumbent"'),
        (8, "price is 0, but must be above 0"),
        (10, 'unknown firm "Incumbnt"'),
    ]


def test_what_depends_on_something_wrong_is_not_judged(problems) -> None:
    (problem,) = problems("months: many\nsurvey: {months: [500]}\n")
    assert problem.message == 'months is "many", but must be a whole number'
    (problem,) = problems("firms: [{name: 7}, {name: A}]\nevents: [{month: 1, firm: Z, set: {price: 1}}]\n")
    assert problem.path == "firms[0].name"
    (problem,) = problems("firms: [{name: A, strategy: {budget: 1, split: {acquisition: 2}}}]\n")
    assert problem.path == "firms[A].strategy.split.acquisition"


def test_list_items_keep_their_numbers_while_wrong_ones_are_set_aside(problems) -> None:
    found = problems(
        "events: [{month: x, set: {demand: 2}}, {month: 500, set: {demand: 2}}, {set: {demand: 2}},"
        " {month: 600, set: {demand: 2}}]\n"
    )
    assert [p.path for p in found] == [
        "events[0].month",
        "events[1].month",
        "events[2].month",
        "events[3].month",
    ]


def test_a_segment_is_judged_on_top_of_all_customers(problems) -> None:
    text = """
    customers: {expertise: {start_low: 0.0, start_high: 0.1}}
    segments: [{name: experts, share: 0.2, customers: {expertise: {start_low: 0.3}}}]
    """
    (problem,) = problems(text)
    assert problem.message == 'in segment "experts", start_low is 0.3, but must be at most start_high (0.1)'
    assert (problem.line, problem.path) == (2, "segments[experts].customers.expertise")


def test_an_alias_is_judged_at_its_anchor_once(problems) -> None:
    (problem,) = problems("firms:\n- name: A\n  quality: &q {functional: 3}\n- name: B\n  quality: *q\n")
    assert (problem.line, problem.column) == (3, 28)


def test_thousands_of_wrong_items_take_no_time(problems) -> None:
    found = problems("events: [" + "{month: x}," * 8_000 + "]\n")
    assert len(found) == 50
