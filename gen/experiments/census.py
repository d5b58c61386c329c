"""The census of units: which are dead for every point of a set, and which come back.

A unit of ReLU is *dead* on a set of points when its output is 0 at each of them. Then its slope is
0 at each of them, and the set gives its weights and its bias no gradient. A unit of a smooth
activation has an output of 0 almost nowhere. What it shares with a dead one is a small slope: it is
*flat* on a set when its slope is at most a threshold in size at each point. For ReLU and the
threshold 0 the two are the same.

The first axis of outputs, sums and slopes runs over the points; the others, whichever they are,
name the unit.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def dead(outputs: Tensor) -> Tensor:
    """Whether each unit's output is 0 at every point."""
    return (outputs == 0).all(dim=0)


def flat(slopes: Tensor, threshold: float) -> Tensor:
    """Whether each unit's slope is at most the threshold in size at every point."""
    return (slopes.abs() <= threshold).all(dim=0)


def left(sums: Tensor) -> Tensor:
    """Whether each unit's weighted sum is at most 0 at every point: it never passes the bend."""
    return (sums <= 0).all(dim=0)


def slopes(activation: Callable[[Tensor], Tensor], sums: Tensor) -> Tensor:
    """The slope of an element-wise activation at each sum, by autograd."""
    with torch.enable_grad():
        at = sums.detach().requires_grad_()
        (found,) = torch.autograd.grad(activation(at).sum(), at)
    return found


def active(outputs: Tensor) -> Tensor:
    """At how many points each unit's output is not 0."""
    return (outputs != 0).sum(dim=0)


def turnover(history: Tensor) -> dict[str, int]:
    """How units died and came back, from whether each was dead at each time.

    history: of shape (times, ...), booleans. A death is a step from alive to dead, a revival one
    from dead to alive; a unit may have several. `ever` counts the units that were dead at some
    time, `back` those of them that are alive at the last one.
    """
    before, after = history[:-1], history[1:]
    ever = history.any(dim=0)
    found = {
        "start": history[0],
        "deaths": ~before & after,
        "revivals": before & ~after,
        "ever": ever,
        "back": ever & ~history[-1],
        "end": history[-1],
    }
    return {name: int(which.sum()) for name, which in found.items()}


def revived(history: Tensor) -> list[float | None]:
    """For each time but the last, the share of the units dead then that are alive at the last one.

    None where no unit is dead. history: as for `turnover`.
    """
    last = history[-1]
    shares = []
    for then in history[:-1]:
        count = int(then.sum())
        shares.append(int((then & ~last).sum()) / count if count else None)
    return shares


def missed(active: Tensor, points: int, sample: int) -> Tensor:
    """The probability that a random sample of the points holds none where a unit is active.

    It is that of a false alarm: the unit looks dead, and is not. The sample is drawn without
    replacement, so that it is hypergeometric: C(points - active, sample) / C(points, sample).

    Args:
        active: at how many of the points each unit is active.
        points: how many there are.
        sample: how many of them are drawn.
    """
    others = points - active.double()
    rest = (others - sample).clamp(min=0)
    of_all = torch.tensor([points - sample + 1.0, points + 1.0], dtype=torch.float64).lgamma()
    logarithm = (others + 1).lgamma() - (rest + 1).lgamma() + of_all[0] - of_all[1]
    return torch.where(others >= sample, logarithm.exp(), 0.0)
