# ---
# description: >-
#   An activation of your own in PyTorch, as a function, a module and an autograd.Function, with a
#   derived backward and a check strict enough to trust.
# questions:
#   - How do I write a custom activation function in PyTorch?
# ---

# %% [markdown]
# # Write your own activation
#
# A formula is enough to get an activation that runs. This page goes on until it is one to trust: it
# derives the derivative, finds a form that does not overflow, chooses a slope where there is none,
# and checks the result at the points where such code goes wrong. The two examples are not in this
# site's table.

# %%
import inspect
from functools import partial

import matplotlib.pyplot as plt
import mpmath
import numpy as np
import sympy
import torch
from torch import nn
from torch.autograd import gradcheck, gradgradcheck

# %% [markdown]
# ## A formula is enough to start
#
# The *Gudermannian* is a smooth S whose slope at 0 is 1 and which never turns back:
#
# $$
# \operatorname{gd}(x) = 2 \arctan(e^x) - \frac{\pi}{2} .
# $$
#
# Written in operations of torch it is an activation: autograd knows the derivative of each
# operation, and the chain rule does the rest.


# %%
def first_form(x):
    """The Gudermannian, as the formula is written."""
    return 2 * torch.atan(torch.exp(x)) - torch.pi / 2


def with_slope(f, numbers, dtype=torch.float64):
    """The values of f and its slopes by autograd, each a list."""
    x = torch.tensor(numbers, dtype=dtype, requires_grad=True)
    y = f(x)
    y.backward(torch.ones_like(y))
    return y.tolist(), x.grad.tolist()


def table(f, numbers):
    """Nothing; prints the value and the slope of f at each of the numbers."""
    results = with_slope(f, numbers)
    for number, value, slope in zip(numbers, *results, strict=True):
        print(f"{number:7}  value {value:9.6f}  slope {slope:.6g}")


table(first_form, [-1.0, 0.0, 1.0, 40.0, 1000.0])

# %% [markdown]
# Every value is right, and so is every slope but the last. At 1000, $e^x$ is too large for any
# float and becomes infinite; the arctangent of infinity is $\pi/2$, as it should be. On the way
# back the arctangent returns a slope of 0, the exponential multiplies it by an infinite one, and 0
# times infinity is not a number.
#
# A network would pass on `nan` to every weight before this unit. So look at the derivative.

# %% [markdown]
# ## Let SymPy differentiate
#
# SymPy, which torch brings along, does calculus on symbols.

# %%
x = sympy.Symbol("x", real=True)
gd = 2 * sympy.atan(sympy.exp(x)) - sympy.pi / 2
gd_slope = sympy.diff(gd, x)

print(gd_slope)
print(sympy.simplify(gd_slope))
for end in (-sympy.oo, sympy.oo):
    limits = [sympy.limit(one, x, end) for one in (gd, gd_slope)]
    print(f"limits at {end}: value {limits[0]}, slope {limits[1]}")

# %% [markdown]
# The first line is the product that autograd formed, as one fraction. The second is the same
# function in another form. It is positive everywhere, so the function never turns back, and it is
# even.

# %% name="gudermannian" alt="Gudermannian. A smooth S; its slope, a bump of height 1 at 0."
numbers = np.linspace(-6, 6, 241)
_, ax = plt.subplots()
for expression, label in ((gd, "function"), (gd_slope, "slope")):
    curve = sympy.lambdify(x, expression, "numpy")
    ax.plot(numbers, curve(numbers), label=label)
ax.set_xlabel("x")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# ## Find the form that does not overflow
#
# Because the slope is even, it can be written with $e^{-|x|}$, which lies between 0 and 1 for every
# $x$. The function has a second form, too: one in $\tanh$, which cannot overflow, and which does
# not subtract two nearly equal numbers when $x$ is near 0.
#
# Both forms are claims, so let SymPy decide. Two functions are equal on the line if their
# derivatives are, and if they agree at 0.

# %%
p = sympy.Symbol("p", positive=True)
bounded = 2 * sympy.atan(sympy.tanh(x / 2))
difference = sympy.diff(gd - bounded, x).rewrite(sympy.exp)
assert sympy.simplify(difference) == 0
assert (gd - bounded).subs(x, 0) == 0

for side in (p, -p):
    damped = 2 * sympy.exp(-p) / (1 + sympy.exp(-2 * p))
    assert sympy.simplify(gd_slope.subs(x, side) - damped) == 0
print("both forms are equal to the first")

# %% [markdown]
# What this buys near 0, where $\operatorname{gd}(x)$ is almost $x$:


# %%
def second_form(x):
    """The Gudermannian, by way of the hyperbolic tangent."""
    return 2 * torch.atan(torch.tanh(x / 2))


tiny = torch.tensor(1e-10, dtype=torch.float64)
print("first form: ", first_form(tiny).item())
print("second form:", second_form(tiny).item())

# %% [markdown]
# ## Give it a backward of its own
#
# Autograd on the second form no longer returns `nan`. But it computes $1 - \tanh^2$, and where
# $\tanh$ rounds to 1 that is 0, while the true slope is small and not 0. The slope in $e^{-|x|}$ is
# accurate. Hand it to torch with a `torch.autograd.Function`, in three parts:
#
# - `forward` computes the value.
# - `setup_context` saves what the way back needs. Tensors go through `save_for_backward`: torch can
#   then free them in time, and it notices when one was changed in place.
# - `backward` gets the derivative of the loss by the output and returns that by the input: the
#   incoming gradient times the slope. It returns one gradient for each argument of `forward`.


# %%
class GudermannianFunction(torch.autograd.Function):
    """The Gudermannian, with a backward that cannot overflow."""

    @staticmethod
    def forward(x):
        """The value."""
        return 2 * torch.atan(torch.tanh(x / 2))

    @staticmethod
    def setup_context(ctx, inputs, output):
        """The input, kept for the way back."""
        (x,) = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx, gradient):
        """The gradient by the input."""
        (x,) = ctx.saved_tensors
        damped = torch.exp(-x.abs())
        return gradient * 2 * damped / (1 + damped * damped)


def gudermannian(x):
    """The Gudermannian of each number of a tensor."""
    return GudermannianFunction.apply(x)


numbers = [0.0, 1.0, 40.0, 100.0, 1000.0]
forms = (first_form, second_form, gudermannian)
columns = [with_slope(f, numbers)[1] for f in forms]
print("      x  first form  second form  own backward")
for row in zip(numbers, *columns, strict=True):
    print("{:7}  {:<10.4g}  {:<11.4g}  {:.4g}".format(*row))

# %% [markdown]
# At 1000 the true slope is below the smallest float, so 0 is right. At 40 and 100 it is not.
#
# You need such a class only when the backward that autograd builds overflows, loses digits or keeps
# too many tensors. Otherwise leave it to autograd: what you do not write cannot be wrong.
#
# ## A second derivative
#
# Some methods differentiate a gradient again, for instance to keep it small. Autograd can do so if
# `backward` itself consists of operations that it can differentiate, applied to inputs or outputs
# of the function. Ours does. `gradcheck` compares `backward` with differences of `forward`, and
# `gradgradcheck` compares the derivative of `backward` with differences of `backward`:

# %%
points = torch.linspace(-3, 3, 13).double().requires_grad_()
print(gradcheck(gudermannian, points), gradgradcheck(gudermannian, points))

y = gudermannian(points).sum()
(first,) = torch.autograd.grad(y, points, create_graph=True)
(second,) = torch.autograd.grad(first.sum(), points)
exact = sympy.lambdify(x, sympy.diff(gd, x, 2), "numpy")
apart = np.abs(second.numpy() - exact(points.detach().numpy())).max()
print(f"second derivative: at most {apart:.1e} apart")
assert apart < 1e-14

# %% [markdown]
# ## A parameter that learns
#
# With a factor inside and its inverse outside, $\operatorname{gd}(\beta x) / \beta$, the slope at 0
# stays 1 while the levels move. To let the network choose $\beta$, make a module and register it as
# an `nn.Parameter`. The optimizer then finds it among `model.parameters()`, and it is saved with
# the weights. For its gradient there is nothing to write: autograd applies the product rule around
# our function.


# %%
class Gudermannian(nn.Module):
    """gd(beta x) / beta, with one learned beta for all units."""

    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(beta))

    def forward(self, x):
        """The activation of each number."""
        return gudermannian(self.beta * x) / self.beta

    def extra_repr(self):
        """What print shows between the brackets."""
        return f"beta={self.beta.item():g}"


module = Gudermannian(beta=0.5).double()
numbers = torch.tensor([-2.0, 0.0, 3.0], dtype=torch.float64)
module(numbers).sum().backward()
print(module)
print("autograd:", module.beta.grad.item())

beta = sympy.Symbol("beta", positive=True)
by_beta = sympy.diff(gd.subs(x, beta * x) / beta, beta)
half = sympy.Rational(1, 2)
exact = sum(by_beta.subs({x: number, beta: half}) for number in (-2, 0, 3))
print("SymPy:   ", float(exact))
assert abs(module.beta.grad.item() - exact) < 1e-14

# %% [markdown]
# At $\beta = 0$ the module divides by 0. If training could lead there, give it another parameter,
# such as the logarithm of $\beta$.
#
# ## A kink asks for a decision
#
# The second example grows like a logarithm on the right and leaks on the left:
#
# $$
# f(x) = \begin{cases} x / 10 & \text{if } x \le 0 \\ \log(1 + x) & \text{if } x > 0 \end{cases}
# $$
#
# At 0 the slope is 1 from the right and one tenth from the left. There is no derivative:

# %% name="logarithmic-leak" alt="Second example. It bends at 0, where its slope jumps up to 1."
left, right = np.linspace(-6, 0, 61), np.linspace(0, 6, 61)
_, ax = plt.subplots()
ax.plot([*left, *right], [*left / 10, *np.log1p(right)], label="function")
ax.plot(left, np.full_like(left, 0.1), color="C1", label="slope")
ax.plot(right, 1 / (1 + right), color="C1")
ax.plot([0], [0.1], "o", color="C1")
ax.plot([0], [1], "o", color="C1", markerfacecolor="none")
ax.set_xlabel("x")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# SymPy does not say so.

# %%
logarithmic = sympy.Piecewise((sympy.log(1 + x), x > 0), (x / 10, True))
print(sympy.diff(logarithmic, x))
print("at 0:", sympy.diff(logarithmic, x).subs(x, 0))

# %% [markdown]
# It differentiated branch by branch and took the branch that holds the point. So the sign in the
# condition, `>` or `>=`, decided. Make it your decision, and write it down. The usual choice, also
# torch's for {{ activation("leakyrelu") }}, is the slope on the left.
#
# The obvious code has a second flaw, at a point where nobody looks:


# %%
def careless(x):
    """The second example, as the formula is written."""
    return torch.where(x > 0, torch.log1p(x), x / 10)


table(careless, [-2.0, -1.0, -0.5, 0.0, 0.5])

# %% [markdown]
# `torch.where` computes both branches and picks. Going back, the branch that was not picked gets a
# gradient of 0, and at $-1$ the logarithm multiplies it by an infinite slope: 0 times infinity is
# `nan`. The cure is to give each branch only numbers that it can take. Here it is the `clamp`.
#
# This function has a number among its arguments besides the tensor. Numbers may be kept on `ctx`
# itself, and their place in the result of `backward` is `None`. To make the convention visible,
# `at_kink` is an argument.


# %%
class LogarithmicFunction(torch.autograd.Function):
    """log(1 + x) on the right, x / 10 on the left, a chosen slope at 0."""

    @staticmethod
    def forward(x, at_kink):
        """The value."""
        return torch.where(x > 0, torch.log1p(x.clamp(min=0)), x / 10)

    @staticmethod
    def setup_context(ctx, inputs, output):
        """The input and the convention, kept for the way back."""
        x, ctx.at_kink = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx, gradient):
        """The gradient by the input; the convention has none."""
        (x,) = ctx.saved_tensors
        slope = torch.where(x > 0, 1 / (1 + x.clamp(min=0)), 0.1)
        slope = torch.where(x == 0, ctx.at_kink, slope)
        # A slope of 1/10 would hide an input that is not a number.
        slope = torch.where(x.isnan(), x, slope)
        return gradient * slope, None


def logarithmic_leak(x, at_kink=0.1):
    """The second example of each number of a tensor."""
    return LogarithmicFunction.apply(x, at_kink)


table(logarithmic_leak, [-2.0, -1.0, -0.5, 0.0, 0.5])

# %% [markdown]
# ## `gradcheck` is a start, not a proof
#
# `gradcheck` steps a little to both sides, divides the difference by the distance, and compares.
# How far the two may be apart is up to the tolerances. These are the defaults:

# %%
defaults = inspect.signature(gradcheck).parameters
print({name: defaults[name].default for name in ("eps", "atol", "rtol")})

# %% [markdown]
# With $a$ from `backward` and $n$ from the difference, the test is
# $|a - n| \le \text{atol} + \text{rtol}\,|n|$. A relative error just below `rtol` passes, and so
# does any error below `atol`. Here are two wrong derivatives that pass. In float64 the difference
# itself is good enough for tolerances that they fail:


# %%
class TooSteep(GudermannianFunction):
    """A Gudermannian whose slope is wrong by nine parts in ten thousand."""

    @staticmethod
    def backward(ctx, gradient):
        """The wrong gradient."""
        return 1.0009 * GudermannianFunction.backward(ctx, gradient)


class CutOff(GudermannianFunction):
    """A Gudermannian whose slope is 0 where it should be small."""

    @staticmethod
    def backward(ctx, gradient):
        """The wrong gradient."""
        right = GudermannianFunction.backward(ctx, gradient)
        return torch.where(right < 5e-6, torch.zeros_like(right), right)


def passes(f, points, **tolerances):
    """Whether f passes gradcheck."""
    return gradcheck(f, points, raise_exception=False, **tolerances)


points = torch.linspace(-15, 15, 31).double().requires_grad_()
for function in (GudermannianFunction, TooSteep, CutOff):
    loose = passes(function.apply, points)
    strict = passes(function.apply, points, atol=1e-9, rtol=0.0)
    print(f"{function.__name__:22} default: {loose!s:6} strict: {strict}")

# %% [markdown]
# At a kink it is worse. A step to both sides across a corner measures the mean of the two slopes,
# so that is the one answer `gradcheck` confirms there. It refuses the slope on the left and the
# slope on the right:

# %%
kink = torch.zeros(1, dtype=torch.float64, requires_grad=True)
for at_kink in (0.1, 1.0, 0.55):
    chosen = partial(logarithmic_leak, at_kink=at_kink)
    print(f"slope {at_kink} at the kink: {passes(chosen, kink)}")

# %% [markdown]
# So keep `gradcheck` away from kinks, and check them separately.
#
# ## A strict check
#
# The definition itself can be evaluated to any number of digits, without torch and without your
# code. Compare with that, and measure the error in units in the last place: the gap between one
# float and the next. Code that takes care is off by one or two such units.
#
# The points matter as much as the tolerance:
#
# - 0, both of its signs, and every kink, with the two floats beside it;
# - numbers near 0, where terms cancel;
# - $\pm 1$, $\pm 20$, $\pm 100$, $\pm 1000$: rounding to a limit, underflow, overflow;
# - points where the *other* branch of the code has a pole;
# - $\pm\infty$, where the limits are right, and `nan`, which must come out as `nan`;
# - each in float32 and in float64, alone and in a long tensor: torch computes long tensors with
#   other instructions than single numbers.


# %%
NUMPY = {torch.float32: np.float32, torch.float64: np.float64}
SIZES = (1e-10, 0.5, 1.0, 20.0, 100.0, 1000.0)


def points_of(dtype, special=(0.0,)):
    """The points of a check, with both neighbors of each special one."""
    number = NUMPY[dtype]
    beside = [
        float(np.nextafter(number(point), number(side)))
        for point in special
        for side in (-np.inf, np.inf)
    ]
    return [*special, -0.0, *beside, *SIZES, *(-size for size in SIZES)]


def units(got, exact, dtype):
    """The error in units in the last place; infinite for nan."""
    if np.isnan(got):
        return np.inf
    gap = np.spacing(NUMPY[dtype](abs(float(exact))))
    return float(abs(mpmath.mpf(got) - exact) / mpmath.mpf(float(gap)))


def worst(f, expression, points, dtype, copies=1):
    """The largest error of f's values and that of its slopes, in units."""
    errors = [0.0, 0.0]
    derivative = sympy.diff(expression, x)
    exact = [sympy.lambdify(x, e, "mpmath") for e in (expression, derivative)]
    for point in points:
        at = mpmath.mpf(torch.tensor(point, dtype=dtype).item())
        results = with_slope(f, [point] * copies, dtype)
        for index in (0, 1):
            right = exact[index](at)
            found = [units(got, right, dtype) for got in results[index]]
            errors[index] = max(errors[index], *found)
    return errors


def check(f, expression, limits, special=(0.0,), most=2.5):
    """Nothing; fails where f departs from its expression or its limits."""
    for dtype in (torch.float32, torch.float64):
        for copies in (1, 64):
            results = with_slope(f, [-np.inf, np.inf] * copies, dtype)
            for got, ends in zip(results, limits, strict=True):
                right = torch.tensor([float(end) for end in ends], dtype=dtype)
                assert got == right.tolist() * copies
            assert np.isnan(with_slope(f, [np.nan] * copies, dtype)).all()

            points = points_of(dtype, special)
            value, slope = worst(f, expression, points, dtype, copies)
            where = f"{dtype}, {copies:2} at once"
            print(f"{where}: value {value:.2f} units, slope {slope:.2f} units")
            assert max(value, slope) < most


# %% [markdown]
# The exact values need more digits than a float has: at the smallest float above 0, the subtraction
# in the first formula cancels more than three hundred of them.

# %%
mpmath.mp.dps = 800
half_pi = sympy.pi / 2
check(gudermannian, gd, limits=[(-half_pi, half_pi), (0, 0)])

# %%
limits = [(-np.inf, np.inf), (0.1, 0)]
check(logarithmic_leak, logarithmic, limits, special=(0.0, -1.0))

# %% [markdown]
# The expected slope at the kink is the one that SymPy's `Piecewise` takes, that of the branch with
# 0. So this line holds the code to the convention that was written down.
#
# And the wrong ones? Each fails:

# %%
cases = {
    "first form": (first_form, gd),
    "second form": (second_form, gd),
    "too steep": (TooSteep.apply, gd),
    "cut off": (CutOff.apply, gd),
    "careless": (careless, logarithmic),
    "mean at the kink": (partial(logarithmic_leak, at_kink=0.55), logarithmic),
}
points = points_of(torch.float64, special=(0.0, -1.0))
for name, (f, expression) in cases.items():
    value, wrong = worst(f, expression, points, torch.float64)
    print(f"{name:17} value {value:<8.2g} slope {wrong:.2g} units")
    assert max(value, wrong) > 1000

# %% [markdown]
# ## Use it in a network
#
# A module that is used like any other needs one look: does a gradient arrive at every parameter, in
# front of the activation and inside it?

# %%
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 8), Gudermannian(), nn.Linear(8, 1))
inputs, targets = torch.randn(16, 2), torch.randn(16, 1)

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loss = nn.functional.mse_loss(model(inputs), targets)
loss.backward()
for name, parameter in model.named_parameters():
    largest = parameter.grad.abs().max().item()
    print(f"{name:9} largest gradient {largest:.3f}")
    assert 0 < largest < np.inf

optimizer.step()
print(model[1])

# %% [markdown]
# `1.beta` is among the parameters, has a gradient, and moved with the first step.
#
# ## Swap it into a model that exists
#
# To exchange the activation of a model, walk its modules and replace those of one class. With
# `remove_duplicate=False` the walk also visits a module that is used in two places, once for each.

# %%
model = nn.Sequential(
    nn.Sequential(nn.Linear(2, 8), nn.ReLU()),
    nn.Sequential(nn.Linear(8, 8), nn.ReLU()),
    nn.Linear(8, 1),
)


def swap(model, old, make):
    """The number of modules of class `old` replaced by what `make` returns."""
    modules = model.named_modules(remove_duplicate=False)
    found = [name for name, module in modules if type(module) is old]
    for name in found:
        model.set_submodule(name, make())
    return len(found)


print(swap(model, nn.ReLU, Gudermannian), "replaced")
print(model)

# %% [markdown]
# Three limits of the walk:
#
# - It finds modules. A model that calls `torch.relu` or `nn.functional.relu` in its `forward` must
#   be changed there.
# - It changes the function that the network computes. Weights that were trained with one activation
#   fit that one; whoever fine-tunes a network keeps the activation it came with.
# - An optimizer that already exists does not know the new parameters. Make it after the swap.
#
# ## Where this holds
#
# All of this ran on a CPU, operation by operation, in float32 and float64. Not tried here: a
# graphics processor; half precision, and `autocast`, which chooses a precision for each operation;
# `torch.compile`, which makes one program of many operations; forward mode, which differentiates
# along with the computation (it needs a `jvp`); and `torch.func.vmap`, which makes a function of one
# example one of a batch (it needs a rule of its own, or `generate_vmap_rule = True`). Run the same
# check there before you rely on it.
#
# ## Add it to this site
#
# A function that was published can get a page: one entry with its SymPy expression, its source and
# a few values from elsewhere. [Contributing](../contributing.md) shows the whole entry. The build
# then does what this page did by hand, at more points, and draws the figure.
#
# ## Exercises
#
# **1. Save the slope.** It looks like thrift to compute the slope in `setup_context`, save it, and
# let `backward` return `gradient * slope`. What still works, and what does not?


# %% tags=["answer"]
class SavesSlope(GudermannianFunction):
    """A Gudermannian that saves what is neither an input nor an output."""

    @staticmethod
    def setup_context(ctx, inputs, output):
        """The slope, kept for the way back."""
        damped = torch.exp(-inputs[0].abs())
        ctx.save_for_backward(2 * damped / (1 + damped * damped))

    @staticmethod
    def backward(ctx, gradient):
        """The gradient by the input."""
        (slope,) = ctx.saved_tensors
        return gradient * slope


points = torch.linspace(-3, 3, 13).double().requires_grad_()
second = gradgradcheck(SavesSlope.apply, points, raise_exception=False)
print("first derivative: ", passes(SavesSlope.apply, points))
print("second derivative:", second)

# %% [markdown] tags=["answer"]
# The first derivative is right. The second is lost: the saved slope has no history, so autograd
# takes it for a constant. A loss that contains the gradient would silently miss a term. Save the
# input, and compute the slope in `backward`; or mark `backward` with
# `torch.autograd.function.once_differentiable`, so that a second derivative raises an error.

# %% [markdown]
# **2. A slope that is a lie.** A step has slope 0, so nothing before it learns. Write one that
# gives 1 for $x \ge 0$, else 0, and whose `backward` passes the gradient through unchanged: a
# *straight-through estimator*. What should `gradcheck` say, at a point that is not 0?


# %% tags=["answer"]
class StraightThrough(torch.autograd.Function):
    """The Heaviside step, with the slope of the identity."""

    @staticmethod
    def forward(x):
        """The step."""
        return (x >= 0).to(x.dtype)

    @staticmethod
    def setup_context(ctx, inputs, output):
        """Nothing: the slope does not depend on the input."""

    @staticmethod
    def backward(ctx, gradient):
        """The incoming gradient."""
        return gradient


print(with_slope(StraightThrough.apply, [-1.0, 2.0]))
away = torch.tensor([-1.0, 2.0], dtype=torch.float64, requires_grad=True)
print("gradcheck:", passes(StraightThrough.apply, away))

# %% [markdown] tags=["answer"]
# It must refuse: the backward is not the derivative of the forward, on purpose. `backward` may
# return anything, and torch believes it. This is why it needs a check.

# %% [markdown]
# **3. Another pair.** Repeat the first half of this page for $f(x) = \log \cosh x$. What is its
# derivative, where does the formula overflow, and what does not?

# %% tags=["answer"]
log_cosh = sympy.log(sympy.cosh(x))
print("derivative:", sympy.simplify(sympy.diff(log_cosh, x)))


def overflowing(x):
    """Log cosh, as the formula is written."""
    return torch.log(torch.cosh(x))


def stable(x):
    """Log cosh from |x|, which cannot overflow."""
    size = x.abs()
    return size + torch.log1p(torch.exp(-2 * size)) - np.log(2)


for f in (overflowing, stable):
    print(f.__name__)
    table(f, [-1000.0, 0.0, 1.0, 1000.0])

damped = p + sympy.log(1 + sympy.exp(-2 * p)) - sympy.log(2)
difference = log_cosh.subs(x, p) - damped
assert sympy.simplify(sympy.diff(difference, p).rewrite(sympy.exp)) == 0
assert difference.subs(p, 0) == 0

value, slope = worst(stable, log_cosh, points_of(torch.float64), torch.float64)
print(f"strict check: value {value:.2g} units, slope {slope:.2g} units")
assert min(value, slope) > 1000

# %% [markdown] tags=["answer"]
# Neither form is good everywhere. The first overflows. Near 0 the second subtracts $\log 2$ from
# nearly $\log 2$, and its derivative subtracts nearly 1 from 1; the strict check sees both. At 0
# itself its slope is right by luck: `abs` has slope 0 there by convention.

# %% [markdown]
# **4. Any of torch's.** Write a loop that puts `nn.Tanh`, `nn.ELU`, `nn.SiLU` and `nn.Softplus`
# into the same model, one after the other. Do the weights change? Does the output?

# %% tags=["answer"]
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
inputs = torch.tensor([[1.0, -1.0]])
outputs, weights = {"ReLU": model(inputs).item()}, model[0].weight.clone()

for new in (nn.Tanh, nn.ELU, nn.SiLU, nn.Softplus):
    swap(model, type(model[1]), new)
    outputs[new.__name__] = model(inputs).item()
    assert torch.equal(model[0].weight, weights)
for name, output in outputs.items():
    print(f"{name:9} {output:.4f}")
assert len(set(outputs.values())) == len(outputs)

# %% [markdown] tags=["answer"]
# The weights stay, and every output is another one.

# %% [markdown]
# ## Read next
#
# - {{ article("functions-and-derivatives") }}: the same care for sigmoid and tanh.
# - {{ article("corners-and-vectors") }}: the same care for ReLU, PReLU and softmax.
# - {{ article("in-pytorch") }}: what torch already has, before you write your own.
# - {{ activation("prelu") }}: the one activation of torch that learns a parameter.
# - [Contributing](../contributing.md): how a function gets a page here.
