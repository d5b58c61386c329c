# ---
# description: >-
#   Sigmoid and tanh with their derivatives: by hand, in NumPy and by PyTorch's autograd, and where
#   a formula that is right on paper overflows or loses all its digits.
# ---

# %% [markdown]
# # Functions and their derivatives
#
# An activation function four times: as a formula, with its derivative worked out by hand, as NumPy
# code, and differentiated by torch. Where two of the four disagree there is something to learn.
# This page does so for two smooth functions (all their derivatives exist), sigmoid and tanh;
# {{ article("corners-and-vectors") }} goes on with ReLU, PReLU and softmax.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from scipy.special import expit

# %% [markdown]
# ## Derivatives to compare with
#
# {{ article("automatic-differentiation") }} explains how torch computes a gradient. An activation
# treats each number on its own, so the gradient of the *sum* of its outputs holds the derivative at
# each input: the other terms of the sum do not depend on it. `backward` with a tensor of ones
# computes the gradient of that sum.
#
# The numbers here are float64, of about 16 decimal digits. Each result is rounded to the nearest of
# them, so two right results may differ a little in the last digits.


# %%
def by_autograd(f, numbers):
    """The derivative of f at each of the numbers, by torch."""
    x = torch.tensor(numbers, requires_grad=True)
    y = f(x)
    y.backward(torch.ones_like(y))
    return x.grad.numpy()


def compare(what, by_hand, from_torch):
    """Print how far two arrays are apart, which may be rounding."""
    apart = np.abs(by_hand - from_torch).max()
    print(f"{what}: at most {apart:.1e} apart")
    assert apart < 1e-14


# %% [markdown]
# ## A grid that contains zero
#
# The curves need a grid of inputs, and much happens at 0: the slope of an
# S-shaped curve is largest there, and
# other functions have a corner. A grid that is to show it must contain 0. These do not:

# %%
grids = {
    "np.arange(-4, 4, 0.01)": np.arange(-4, 4, 0.01),
    "np.arange(-6, 6, 0.01)": np.arange(-6, 6, 0.01),
    "torch.arange(-6, 6, 0.01)": torch.arange(-6, 6, 0.01).numpy(),
}
for name, grid in grids.items():
    nearest = grid[np.abs(grid).argmin()]
    print(f"{name:25}  nearest to 0: {nearest:.2e}   last: {grid[-1]:.2f}")
    assert 0 not in grid

# %% [markdown]
# No floating-point number equals 1/100 exactly, so 400 or 600 steps of it do not lead from the start
# to 0. Both functions leave
# out the end, like Python's `range`. (`torch.range` includes it; it is deprecated, that is, kept for
# old code alone, and warns when
# called.) Whole numbers, divided once, hit 0:

# %%
x = np.arange(-600, 601) / 100
print(x[0], x[600], x[-1])
print(x[1:10])
assert 0 in x

# %% [markdown]
# ## Sigmoid
#
# {{ activation("sigmoid") }} maps every number into the interval between 0 and 1:
#
# {{ equation("sigmoid-by-exp") }}
#
# Read the fraction as a power, with the exponent $-1$. The chain rule takes the exponent down, lowers
# it to $-2$, and multiplies by the inner derivative $-e^{-x}$. The two signs cancel:
#
# {{ equation("sigmoid-chain-rule") }}
#
# Split this into two fractions, with $1 + e^{-x}$ below each. The one with 1 above is the sigmoid.
# The one with $e^{-x}$ above is $1 - \sigma(x)$, because the two fractions add up to 1:
#
# {{ equation("sigmoid-factors") }}
#
# So the derivative costs nothing new once the function is known:
#
# $$
# \sigma'(x) = {{ formula("sigmoid", "df") }} .
# $$


# %% name="sigmoid-three-ways" alt="Sigmoid. An S from 0 to 1, and its derivative, a bump."
def sigmoid_as_written(x):
    """The sigmoid and its derivative, as their formulas are written."""
    s = 1 / (1 + np.exp(-x))
    return s, s * (1 - s)


def draw(f, slope, from_torch):
    """Show a function and its derivative, and torch's as dots at every hundredth point."""
    _, ax = plt.subplots()
    ax.plot(x, f, label="function")
    ax.plot(x, slope, label="derivative by hand")
    dots = {"markersize": 4, "color": "C1", "label": "by autograd"}
    ax.plot(x[::100], from_torch[::100], "o", **dots)
    ax.legend(frameon=False)
    ax.set_xlabel("x")
    plt.show()


f, slope = sigmoid_as_written(x)
from_torch = by_autograd(torch.sigmoid, x)
compare("function", f, torch.sigmoid(torch.tensor(x)).numpy())
compare("derivative", slope, from_torch)
draw(f, slope, from_torch)

# %% [markdown]
# On this grid the three agree. Far out they do not. Here are the derivative as the chain rule left
# it, the product, and a third form. It follows from the symmetry of the curve:
#
# {{ equation("sigmoid-mirrored") }}
#
# In the code it is written with `expit`, SciPy's name for a sigmoid that does not overflow. NumPy warns
# when a number overflows. Here that is the point, so `np.errstate` keeps it quiet.

# %%
far = np.array([-800.0, -400.0, 40.0, 400.0])

with np.errstate(over="ignore", invalid="ignore"):
    quotient = np.exp(-far) / (1 + np.exp(-far)) ** 2
    _, product = sigmoid_as_written(far)
mirrored = expit(far) * expit(-far)

from_torch = by_autograd(torch.sigmoid, far)

print("      x  quotient    s (1 - s)   s(x) s(-x)  torch")
for row in zip(far, quotient, product, mirrored, from_torch, strict=True):
    print("{:7}  {:<10.3g}  {:<10.3g}  {:<10.3g}  {:.3g}".format(*row))

# %% [markdown]
# - At the left end the quotient is infinity over infinity. At $-400$ only the square below overflows; a
#   finite number divided by infinity is 0, though the derivative is not.
# - $1 - \sigma(x)$ is 0 as soon as $\sigma(x)$ rounds to 1. The product is then 0, on the far
#   right where the derivative is small and not 0. So is torch's, which is computed that way.
# - $\sigma(x)\,\sigma(-x)$ subtracts nothing, so nothing cancels, and `expit` does not overflow.
#
# So this is the version to keep:


# %%
def sigmoid(x):
    """The sigmoid and its derivative, right far out as well."""
    return expit(x), expit(x) * expit(-x)


compare("derivative", sigmoid(x)[1], by_autograd(torch.sigmoid, x))

# %% [markdown]
# ## Tanh
#
# {{ activation("tanh") }} is an S as well, between $-1$ and 1 and through the origin:
#
# {{ equation("tanh-by-exp") }}
#
# A sign is easily lost here: with a minus above *and* below, the quotient is 1 everywhere but at 0,
# where it is 0 divided by 0.
#
# Call the numerator $u$ and the denominator $v$. Each is the derivative of the other, so the quotient
# rule turns $u' v - u v'$ into a difference of squares:
#
# {{ equation("tanh-quotient-rule") }}
#
# Divide both squares by that of the denominator. The first quotient is 1, and the second is the
# square of the function:
#
# $$
# \tanh'(x) = {{ formula("tanh", "df") }} .
# $$


# %% name="tanh-three-ways" alt="Tanh. An S from -1 to 1, and its derivative, a bump."
def tanh(x):
    """The hyperbolic tangent and its derivative."""
    t = np.tanh(x)
    return t, 1 - t**2


f, slope = tanh(x)
from_torch = by_autograd(torch.tanh, x)
compare("function", f, torch.tanh(torch.tensor(x)).numpy())
compare("derivative", slope, from_torch)
draw(f, slope, from_torch)

# %% [markdown]
# Written out in exponentials, the function itself fails: numerator and denominator overflow, and
# infinity over infinity is not a number. In float32 that happens much earlier.


# %%
def tanh_by_exponentials(x):
    """The hyperbolic tangent, as its formula is written."""
    up, down = np.exp(x), np.exp(-x)
    return (up - down) / (up + down)


cases = [np.float32(88), np.float32(89), np.float64(709), np.float64(710)]
with np.errstate(over="ignore", invalid="ignore"):
    naive = [tanh_by_exponentials(case) for case in cases]
for case, result in zip(cases, naive, strict=True):
    right = np.tanh(case)
    print(f"{case.dtype}  x = {case:g}  exponentials {result}  np.tanh {right}")
assert np.isnan(naive[1])
assert np.isnan(naive[3])

# %% [markdown]
# The derivative has the weakness of the product above: $1 - t^2$ is 0 as soon as $t$ rounds to 1.
# The form without a subtraction is made of two sigmoids:
#
# {{ equation("tanh-slope-in-sigmoids") }}

# %%
far = np.array([10.0, 15.0, 20.0, 100.0])
product = 4 * expit(2 * far) * expit(-2 * far)
from_torch = by_autograd(torch.tanh, far)
print("      x  1 - t^2     4 s(2x) s(-2x)  torch")
for row in zip(far, tanh(far)[1], product, from_torch, strict=True):
    print("{:7}  {:<10.4g}  {:<14.4g}  {:.4g}".format(*row))

# %% [markdown]
# ## Exercises
#
# **1. A product.** {{ activation("silu") }} is $x\,\sigma(x)$. Differentiate it by hand, and
# compare with torch.

# %% [markdown] tags=["answer"]
# The product rule gives $\sigma(x) + x\,\sigma'(x)$. With the derivative of the sigmoid put in, and
# $\sigma(x)$ taken out:
#
# $$
# {{ formula("silu", "df") }}
# $$

# %% tags=["answer"]
by_hand = expit(x) * (1 + x * expit(-x))
compare("derivative", by_hand, by_autograd(torch.nn.functional.silu, x))

# %% [markdown]
# **2. Whose derivative is the sigmoid?** {{ activation("softplus") }} is $\log(1 + e^x)$.
# Differentiate it by hand. Does the result hold at 800, too?

# %% [markdown] tags=["answer"]
# The chain rule divides $e^x$, the derivative of $1 + e^x$, by $1 + e^x$ itself. Divide both by
# $e^x$, and it is the sigmoid: {{ claim("softplus-chain-rule") }}. On paper that holds everywhere.
# In float64 the left side is infinity over infinity at 800.

# %% tags=["answer"]
with np.errstate(over="ignore", invalid="ignore"):
    print(np.exp(800.0) / (1 + np.exp(800.0)), expit(800.0))
from_torch = by_autograd(torch.nn.functional.softplus, x)
compare("derivative", expit(x), from_torch)

# %% [markdown]
# **3. A third way.** A derivative can be estimated without any calculus, by
# $(f(x + h) - f(x - h)) / 2h$. How close does that come for the sigmoid at 1? Is the smallest $h$
# the best?

# %% tags=["answer"]
for h in (1e-1, 1e-3, 1e-5, 1e-7, 1e-9):
    estimate = (expit(1 + h) - expit(1 - h)) / (2 * h)
    print(f"h = {h:.0e}  off by {abs(estimate - sigmoid(1.0)[1]):.0e}")

# %% [markdown] tags=["answer"]
# It is not. The error of the formula shrinks like $h^2$. But the two values of $f$ are rounded, and
# the rounding error of their difference is divided by $2h$: it grows as $h$ shrinks. Even in
# between, the estimate stays behind the derivative by hand.

# %% [markdown]
# ## Read next
#
# - {{ article("corners-and-vectors") }}: derivatives where a function has a corner, a parameter or
#   many inputs.
# - {{ article("sigmoid-and-tanh") }}: what saturation does to a gradient.
# - {{ article("write-your-own") }}: a derivative derived, coded and checked strictly.
