# ---
# description: >-
#   Derivatives that are not one number each: ReLU and PReLU at the kink and by the learned slope,
#   and softmax with its Jacobian; by hand, in NumPy and by PyTorch's autograd.
# ---

# %% [markdown]
# # Derivatives at corners and of vectors
#
# {{ article("functions-and-derivatives") }} differentiates two smooth functions, by hand and by
# torch. This page does the same where a derivative is more than a slope at each input. ReLU has a
# corner, PReLU has a parameter as well, and softmax takes a vector and returns one.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

x = np.arange(-600, 601) / 100  # with 0, where the corners are


def by_autograd(f, numbers):
    """The gradient of the sum of f's outputs, by torch."""
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
# If each output depends on its own input alone, the gradient of the sum holds the derivative at each
# input. That is so for all functions here but the last.
#
# ## ReLU
#
# {{ activation("relu") }} is made of two straight pieces:
#
# $$
# f(x) = {{ formula("relu", "f") }}
# $$
#
# Each piece has a derivative that can be read off, that of a constant and that of the identity:
#
# $$
# f'(x) = {{ formula("relu", "df") }}
# $$
#
# The case of 0 is missing, and rightly so. A derivative is the limit of $(f(h) - f(0)) / h$ from
# both sides, and here the sides disagree. Such a corner is called a *kink*.

# %%
for h in (0.1, 0.001, -0.1, -0.001):
    slope = (max(h, 0) - max(0, 0)) / h
    print(f"h = {h:6}  slope from 0 to h: {round(slope)}")

# %% [markdown]
# “1 for $x \ge 0$” and “0 or 1, depending on the sign” are often printed. The first is a choice and
# not a derivative, and the second leaves open what happens at 0. torch has to return something, and
# these are its choices, also for LeakyReLU and PReLU, which keep a
# slope to the left of 0 and come next:

# %%
at_zero = {
    "torch.relu": by_autograd(torch.relu, np.zeros(1)),
    "LeakyReLU": by_autograd(nn.LeakyReLU(), np.zeros(1)),
    "PReLU": by_autograd(nn.PReLU().double(), np.zeros(1)),
}
for name, gradient in at_zero.items():
    print(f"{name:10} gradient at 0: {gradient.item()}")

# %% [markdown]
# Any number between the slopes of the two sides would do as well: a line through the corner with
# such a slope lies nowhere above the curve. These slopes are the *subgradients*. For ReLU, torch takes
# the smallest one, and [says so](https://docs.pytorch.org/docs/stable/notes/autograd.html): of a convex
# function, the subgradient of least size. {{ article("relu-family") }} shows other spellings of ReLU,
# for which torch takes others.


# %% name="relu-three-ways" alt="ReLU. Flat, then rising from 0; its derivative jumps from 0 to 1."
def relu(x):
    """ReLU and the derivative that torch chooses."""
    return np.maximum(0, x), np.where(x > 0, 1.0, 0.0)


f, slope = relu(x)
compare("function", f, torch.relu(torch.tensor(x)).numpy())
compare("derivative", slope, by_autograd(torch.relu, x))

_, ax = plt.subplots()
ax.plot(x, f, label="function")
ax.plot(x[x < 0], slope[x < 0], color="C1", label="derivative")
ax.plot(x[x > 0], slope[x > 0], color="C1")
ax.plot([0], at_zero["torch.relu"], "o", color="C1", label="torch at 0")
ax.plot([0], [1], "o", color="C1", markerfacecolor="none")
ax.set(xlim=(-3, 3), ylim=(-0.3, 3), xlabel="x")
ax.set(xticks=[-3, 0, 3], yticks=[0, 1, 2, 3])
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# For a positive input the derivative is 1, so a gradient passes a ReLU undiminished however many of
# them are stacked. This slope helps against the *vanishing gradient*, which shrinks from layer to layer;
# the flat half stops a gradient altogether.
#
# There is more than one way to write it, and one of them is wrong at the edges:

# %%
edges = np.array([-np.inf, -2.0, 0.0, 3.0])
with np.errstate(invalid="ignore"):
    product = edges * (edges > 0)
print("np.maximum:     ", np.maximum(0, edges))
print("np.where:       ", np.where(edges > 0, edges, 0.0))
print("a list:         ", [float(v) if v > 0 else 0.0 for v in edges])
print("x * (x > 0):    ", product)
assert np.isnan(product[0])

# %% [markdown]
# Infinity times 0 is `nan`, and a negative number times 0 is $-0$, a number that is equal
# to 0 and keeps a sign.
#
# ## Leaky and parametric ReLU
#
# A ReLU unit whose sum is at most 0 for every input of the data gets no gradient, and plain gradient
# descent leaves its weights as they are. It is called *dead*; {{ article("relu-family") }} says what may
# wake it. {{ activation("leakyrelu") }} and {{ activation("prelu") }} keep
# a slope $s$ on the left:
#
# $$
# f(x) = {{ formula("prelu", "f") }}
# $$
#
# Its derivative is $s$ on the left and 1 on the right. If these differ, there is none at 0. For LeakyReLU the slope is a fixed
# number. For PReLU it is a parameter, learned like a weight. So it needs a derivative of its own, by
# $s$ with $x$ held fixed. On the left $s$ is multiplied by $x$, and on the right it does not occur:
#
# {{ equation("prelu-by-slope") }}
#
# The parameter is one number that serves many inputs, so its gradient is a sum over all of them. In
# torch PReLU is a module, an object that holds the slope; `.double()` makes it float64, and `.detach()`
# gives its output without the record for autograd:


# %%
def prelu(x, s):
    """PReLU, the derivative by x that torch chooses, the derivative by s."""
    f = np.where(x > 0, x, s * x)
    return f, np.where(x > 0, 1.0, s), np.minimum(x, 0)


module = nn.PReLU().double()
f, slope, by_slope = prelu(x, s=module.weight.item())
compare("function", f, module(torch.tensor(x)).detach().numpy())
compare("derivative", slope, by_autograd(module, x))

module.weight.grad = None  # by_autograd has left a gradient here, too
module(torch.tensor(x)).sum().backward()
print("gradient of the slope:", module.weight.grad.item())
print("sum of min(x, 0):     ", by_slope.sum())
assert abs(module.weight.grad.item() - by_slope.sum()) < 1e-9

# %% [markdown]
# The slope is a matter of taste, and three values are in use. torch's LeakyReLU takes
# {{ default("leakyrelu", "s") }} and its PReLU starts at {{ default("prelu", "s") }}; printed
# examples also take a value between them. Two plots of “the same” function differ if one is drawn
# with each.

# %% name="slopes-in-use" alt="PReLU. Three lines bend at 0, with three slopes on the left."
_, ax = plt.subplots()
for s in (nn.LeakyReLU().negative_slope, 0.05, nn.PReLU().weight.item()):
    ax.plot(x, prelu(x, s)[0], label=f"s = {s:g}")
ax.set(xlim=(-6, 2), ylim=(-1.7, 2), xlabel="x")
ax.set(xticks=[-6, -4, -2, 0, 2], yticks=[-1, 0, 1, 2])
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# Often printed, too: $f(x) = \max(s x, x)$. That is right for $s \le 1$. Beyond, $s x$ is the
# larger one on the *right*, and the formula bends the wrong way:

# %%
numbers = np.array([-1.0, 1.0])
for s in (0.25, 1.0, 2.0):
    by_max = np.maximum(s * numbers, numbers)
    by_cases = prelu(numbers, s)[0]
    print(f"s = {s:4}  max {by_max}  cases {by_cases}")

# %% [markdown]
# At the kink torch returns the slope on the left for every $s$. That is not always the number of
# least size: for $s > 1$ the function is concave, and the number of least size between the two slopes
# would be 1, not 2.

# %%
steep = nn.PReLU(init=2.0).double()
print(by_autograd(steep, np.zeros(1)))

# %% [markdown]
# ## Softmax
#
# {{ activation("softmax") }} turns $n$ numbers of any size, called scores or logits, into $n$
# shares. It raises $e$ to each score and divides by the sum:
#
# $$
# s_i = {{ formula("softmax", "f") }}
# $$
#
# Shares are positive and add up to 1, so they can be read as the probabilities of $n$ *classes*, each
# being one possible answer of a *classification*. That
# each lies between 0 and 1 looks like the sigmoid, but here every output depends on every input.

# %%
scores = torch.tensor([[0.0, 1.0, -1.0]], dtype=torch.float64)
shares = nn.Softmax(dim=1)(scores)
print(shares, "sum:", shares.sum().item())
print(nn.Softmax(dim=0)(scores))

# %% [markdown]
# The sum is 1 up to rounding. `dim` says along which axis, or
# direction of the tensor, the shares add up. The tensor has one
# row, so along `dim=0` each number is alone and gets all.
#
# **By hand.** Each of the $n$ outputs has a derivative by each of the inputs. They form a matrix, the
# *Jacobian*: row $i$ holds the derivatives of $s_i$. Two cases cover it. In both, only one term of
# the sum depends on the score that moves; call that score $x$, and the other terms together $c$.
#
# First, a share $s$ and its own score. The quotient rule gives the sigmoid's formula again:
#
# {{ equation("softmax-own-score") }}
#
# Second, the share $t$ of a score $y$ that stays. Its numerator is fixed, and only the sum grows:
#
# {{ equation("softmax-other-score") }}
#
# With $\delta_{ik}$ for 1 on the diagonal and 0 elsewhere, one formula says both. (The code writes all
# products $s_i s_k$ at once, as `np.outer(s, s)`.)
#
# $$
# \frac{\partial s_i}{\partial x_k} = {{ formula("softmax", "df") }}
# $$


# %%
def softmax(x):
    """Softmax and its Jacobian, for one vector of scores."""
    powers = np.exp(x - x.max())
    s = powers / powers.sum()
    return s, np.diag(s) - np.outer(s, s)


s, jacobian = softmax(scores[0].numpy())
print(jacobian)
compare("shares", s, shares[0].numpy())

from_torch = torch.autograd.functional.jacobian(nn.Softmax(dim=0), scores[0])
compare("Jacobian", jacobian, from_torch.numpy())

# %% [markdown]
# The picture moves the first score and holds the others at 1 and $-1$. What the first share wins,
# the others lose:

# %% name="softmax-shares" alt="Softmax. The first share rises like a sigmoid, and the others fall."
moving = np.array([softmax(np.array([score, 1.0, -1.0]))[0] for score in x])
_, ax = plt.subplots()
for index, label in enumerate(["first share", "second", "third"]):
    ax.plot(x, moving[:, index], label=label)
ax.set(xlabel="first score", xticks=[-6, 0, 6], yticks=[0, 0.5, 1])
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# **A gradient of zero.** For the other functions, `backward` with ones gave the derivatives. Here
# it gives nothing:

# %%
gradient = by_autograd(nn.Softmax(dim=0), scores[0].numpy())
print(gradient)
print("column sums of the Jacobian:", jacobian.sum(axis=0))
assert np.abs(gradient).max() < 1e-15

# %% [markdown]
# Up to rounding, all are 0. Ones ask for the gradient of the sum of the outputs, and that sum is 1
# whatever the scores are. In the Jacobian it shows as columns that add up to 0. To see a gradient,
# ask for one share, or for a loss that weighs them:

# %%
weights = np.array([1.0, 0.0, 0.0])
leaf = scores[0].clone().requires_grad_()
torch.softmax(leaf, dim=0).backward(torch.tensor(weights))
compare("first row", weights @ jacobian, leaf.grad.numpy())
print(leaf.grad)

# %% [markdown]
# **Overflow.** Without `- x.max()` the code fails for large scores. With it, every exponent is at
# most 0 and one of them is 0. The shares stay the same: the same factor leaves numerator and
# denominator.

# %%
large = np.array([1000.0, 1001.0])
with np.errstate(over="ignore", invalid="ignore"):
    naive = np.exp(large) / np.exp(large).sum()
print("as written:", naive)
print("shifted:   ", softmax(large)[0])
print("torch:     ", torch.softmax(torch.tensor(large), dim=0).numpy())
assert np.isnan(naive).all()

# %% [markdown]
# ## Exercises
#
# **1. Both sides at once.** A common estimate of a derivative is $(f(x + h) - f(x - h)) / 2h$. What
# does it give for ReLU and for PReLU at 0? Does it help to make $h$ smaller?

# %% tags=["answer"]
for h in (1.0, 1e-3, 1e-6):
    by_relu = (relu(h)[0] - relu(-h)[0]) / (2 * h)
    by_prelu = (prelu(h, 0.25)[0] - prelu(-h, 0.25)[0]) / (2 * h)
    print(f"h = {h:6}  ReLU {by_relu}  PReLU {by_prelu}")

# %% [markdown] tags=["answer"]
# The mean of the two slopes, $(1 + s) / 2$ with $s = 0$ for ReLU, for every $h$. It is a number
# that torch returns for neither. So a test by differences must stay away from kinks.

# %% [markdown]
# **2. Another grid.** What is the gradient of PReLU's slope, summed over `np.arange(-6, 6, 0.01)`?
# Work it out without a computer.

# %% [markdown] tags=["answer"]
# Inputs above 0 add nothing. The others are the hundredths from $-600$ to $-1$, and
# $1 + 2 + \dots + 600 = 600 \cdot 601 / 2$. The hundredth part of that, negative:

# %% tags=["answer"]
module = nn.PReLU().double()
module(torch.arange(-6, 6, 0.01, dtype=torch.float64)).sum().backward()
print(-600 * 601 / 2 / 100, round(module.weight.grad.item(), 9))
assert round(module.weight.grad.item(), 9) == -1803

# %% [markdown]
# **3. The logarithm of softmax.** {{ activation("logsoftmax") }} is $\log s_i$. Find its Jacobian
# from that of softmax. What becomes of it when a share is close to 0?

# %% [markdown] tags=["answer"]
# The chain rule divides row $i$ by $s_i$, which leaves $\delta_{ik} - s_k$. No entry vanishes
# because the share of its own row does: a class with a tiny share still gets a gradient.

# %% tags=["answer"]
log_shares = nn.LogSoftmax(dim=0)
from_torch = torch.autograd.functional.jacobian(log_shares, scores[0])
compare("Jacobian", np.eye(3) - s, from_torch.numpy())

# %% [markdown]
# ## Read next
#
# - {{ article("sigmoid-and-tanh") }}: back to the two smooth functions, and to gradients that shrink.
# - {{ article("relu-family") }}: dead units, and the functions made to prevent them.
# - {{ article("softmax") }}: temperature, cross-entropy and the rest of the family.
# - {{ article("write-your-own") }}: how to tell autograd what to do at a kink.
