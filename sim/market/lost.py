"""Those whom a firm lost lately: what it knows of them, and whom it asks back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.strategy.winback import Lost, worth_asking

if TYPE_CHECKING:
    from sim.market.firm import Firm
    from sim.market.model import Market


def rule_out(market: Market, firm: Firm) -> int:
    """Mark whom the firm does not ask back, at the start of a month; return how many of the lately lost are left."""
    crowd = market.crowd
    since = market.month - crowd.lost_month.astype(np.int64)
    months = market.spec.market.response.winback_months
    lately = (crowd.lost_firm == firm.number) & (crowd.firm != firm.number) & (since >= 1) & (since <= months)
    rows = np.flatnonzero(lately)
    asked = worth_asking(known_of(market, firm, rows), firm.settings.winback)
    crowd.ruled_out[rows] = ~asked
    return int(np.count_nonzero(asked))


def known_of(market: Market, firm: Firm, rows: NDArray[np.intp]) -> Lost:
    """Return what the firm knows of customers whom it was the last to lose; rows: where they are in the crowd.

    Trust is told with an error of the firm's survey answers, drawn once for each who leaves; an oracle makes none.
    """
    crowd, told = market.crowd, firm.settings.observation
    error = 0.0 if told.oracle else told.noise * crowd.lost_error[rows]
    trust = np.clip(crowd.lost_trust[rows] + error, 0.0, 1.0)
    return Lost(crowd.lost_cause[rows], trust, crowd.lost_margin[rows])
