# ---
# description: What PyTorch's autograd records, what backward() computes, why gradients add up, and what nothing prevents.
# questions:
#   - How does backpropagation work?
# ---

# %% [markdown]
# # Automatic differentiation
#
# Training needs the partial derivatives of one number, the loss, by every weight. Nobody writes them
# down any more: the program records what it computes, and applies the chain rule to the record. This
# page shows what PyTorch records, what it returns, and what it leaves to you.
#
# ## Why nobody derives by hand
#
# The rule is old. Derivatives of the loss travel back through the layers, from the output to the
# input, and each layer multiplies by its own derivative. {{ source("rumelhart1986") }} made this
# *back-propagation* known. For a long time every author derived the formulas on paper and wrote a
# second program for them. Each change of the network was a change of both programs, and a mistake in
# the second did not crash; it only learned badly.
#
# *Automatic differentiation* (*autodiff*) removes the second program. It differentiates the operations that
# really ran, one by one, and multiplies numbers, not formulas. So it is as exact as the
# arithmetic, unlike a difference quotient, and no formula grows, unlike in algebra. Computing the
# gradient of one number takes only a few times as long as computing the number, however many weights there are
# ({{ source("baydin2018") }} survey the field). TensorFlow and JAX, two other
# libraries for networks, do the same under other names; here
# it is PyTorch, whose part for it is called *autograd*.
#
# ## Two functions of four numbers
#
# Let $x = (0, 1, 2, 3)^\mathsf{T}$, and take two functions of it that look alike:
#
# $$
# y_1 = x^\mathsf{T} x, \qquad y_2 = x \odot x .
# $$
#
# The sign $\odot$ multiplies component by component. So the first result is one number, and the
# second has four. In the code, `requires_grad=True` asks torch to record what is done with the tensor
# `x`, an array of numbers. `grad_fn` in the output is that record; it is explained below.

# %%
import torch

x = torch.arange(4.0, requires_grad=True)
y1 = torch.dot(x, x)
y2 = x * x
print(x)
print(y1, y1.shape)
print(y2, y2.shape)

# %% [markdown]
# `y1` is a *scalar*: its shape, the list of its lengths, is empty. It is not a vector with one component. A scalar has a
# gradient, and `backward()` finds it:

# %%
y1.backward()
print(x.grad)

# %% [markdown]
# That is $2x$. `y2` has four components, and there PyTorch refuses:

# %%
try:
    y2.backward()
except RuntimeError as error:
    print(error)

# %% [markdown]
# The message means: without being told more, `backward()` differentiates scalars only. Four outputs
# by four inputs are sixteen partial derivatives, and no vector of four holds them. They form the
# *Jacobian matrix*, with a row for each output and a column for each input. Here it is diagonal,
# {{ claim("squares-jacobian") }}:

# %%
jacobian = torch.autograd.functional.jacobian
print(jacobian(lambda x: x * x, torch.arange(4.0)))

# %% [markdown]
# It is often printed that both functions have the same derivative, $2x$. They have not. One has a
# vector, the other a matrix with this vector on its diagonal.
#
# ## What backward computes
#
# `backward()` never builds that matrix; for a real layer it would not fit into memory. It takes a
# vector $v$ with one number for each output, computes the *vector-Jacobian product*
#
# $$
# v^\mathsf{T} J , \qquad J_{ij} = \frac{\partial y_i}{\partial x_j} ,
# $$
#
# and adds it to `x.grad`; the call itself returns nothing.
# This is the gradient of the scalar $v \cdot y$: each output counts as much as $v$ says. For
# $y = x \odot x$ its components are {{ claim("squares-weighted") }}. Another $v$ gives another gradient:

# %%
for v in ([1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 1], [1, 10, 100, 1000]):
    weights = torch.tensor(v, dtype=torch.float32)
    (product,) = torch.autograd.grad(y2, x, weights, retain_graph=True)
    print(v, "->", product.tolist())

# %% [markdown]
# (`torch.autograd.grad` returns the product and leaves `x.grad` alone.
# `retain_graph=True` lets one record serve several times. The second vector asks for the
# first row of the Jacobian, in which all is 0, because the first input is 0.)
#
# Two ways to ask for ones are in common use, `y.backward(torch.ones_like(y))` and
# `y.sum().backward()`. They are the same by the chain rule: the derivative of a sum by each of its
# terms is 1, so the sum hands exactly a vector of ones back to `y`.

# %%
x = torch.arange(4.0, requires_grad=True)
y = x * x
y.backward(torch.ones_like(y))
with_ones, x.grad = x.grad, None

y = x * x
y.sum().backward()
print(with_ones, x.grad, torch.equal(with_ones, x.grad))

# %% [markdown]
# A reason that is sometimes given is that the gradient does not depend on the value of `y`. It may.
# For $y = e^x$ the gradient *is* `y`, and the two ways agree all the same:

# %%
x = torch.arange(4.0, requires_grad=True)
y = torch.exp(x)
y.sum().backward()
print(torch.equal(x.grad, y))

# %% [markdown]
# ## The graph behind it
#
# Every result of an operation on recorded tensors carries the operation with it, in `grad_fn`, and that
# one points to the operations that made its inputs. Together they are the *computational graph*. Here is one
# unit with two inputs, its weights, a bias, the sigmoid $1/(1 + e^{-z})$ as activation function, and a
# squared error:

# %%
inputs = torch.tensor([1.0, 2.0])
w = torch.tensor([0.5, -1.0], requires_grad=True)
b = torch.tensor(0.25, requires_grad=True)

z = torch.dot(w, inputs) + b
a = torch.sigmoid(z)
loss = (a - 1) ** 2


def show(node, depth=0):
    print("  " * depth + node.name())
    for below, _ in node.next_functions:
        if below is not None:
            show(below, depth + 1)


show(loss.grad_fn)

# %% [markdown]
# {{ figure("autograd-graph", "The same graph, drawn from what torch recorded. Each box is one step of the backward pass; gradients flow along the arrows. What the step belongs to stands beside it.") }}
#
# Each line is one step of the backward pass. `SigmoidBackward0` gets the derivative of the loss by
# $a$, multiplies it by the derivative of {{ activation("sigmoid") }}, and passes the product on. For
# that it has kept its own result, $a$; kept tensors are why training takes more memory than use.
#
# The same by hand, with the numbers of this unit: the derivative of the loss by $a$ is $2(a - 1)$. Times
# the slope of the sigmoid, $a(1 - a)$, it is that by $z$, and so that by the bias. Times the inputs it
# is that by the weights.

# %%
with torch.no_grad():
    by_a = 2 * (a - 1)
    by_z = by_a * a * (1 - a)
    by_w = by_z * inputs
print(f"z = {z.item():.4f}, a = {a.item():.4f}, by a: {by_a.item():.4f}, by z: {by_z.item():.4f}")

loss.backward()
print(b.grad, torch.isclose(b.grad, by_z))
print(w.grad, torch.isclose(w.grad, by_w))

# %% [markdown]
# `AccumulateGrad` ends each path: it adds what arrives to the `.grad` of a *leaf*, a tensor that no
# recorded operation made. `w` and `b` are leaves. `inputs` is missing: nobody asked for its gradient,
# so its edge, the link in the graph to it, is `None`.
#
# The graph is built anew by each forward pass, so loops and branches of Python need no special care.
# The PyTorch team describes the run through it in
# [How Computational Graphs are Executed in PyTorch](https://pytorch.org/blog/how-computational-graphs-are-executed-in-pytorch/).
#
# ## When it is recorded
#
# Not only “during training”. An operation is recorded when two things hold: recording is switched on
# (*gradient mode*), which is the default, and at least one input requires a gradient.

# %%
print("no input asks: ", (inputs * 2).requires_grad)
print("one input asks:", (w * inputs).requires_grad)
with torch.no_grad():
    print("mode is off:   ", (w * inputs).requires_grad)

layer = torch.nn.Linear(2, 1).eval()
print("after eval():  ", layer(inputs).requires_grad)

# %% [markdown]
# The last line surprises many. `eval()` puts a network into its mode for use, in which layers such as
# dropout do nothing; it has nothing to do with gradients. Use `torch.no_grad()` to record nothing. The rules stand in the note
# [Autograd mechanics](https://pytorch.org/docs/stable/notes/autograd.html).
#
# A tensor that you make does not ask for a gradient. There are three ways to make it ask. The
# method ends in an underscore because it changes the tensor itself, and `True` is its default:

# %%
first = torch.arange(4.0, requires_grad=True)

second = torch.arange(4.0)
second.requires_grad = True

third = torch.arange(4.0)
print(third.requires_grad, third.requires_grad_().requires_grad)

# %% [markdown]
# ## What .grad holds
#
# `.grad` is an attribute, not a function. Before the first backward pass it is `None`, also for a leaf
# that asks for a gradient. For a tensor in the middle it stays `None`, because gradients are
# kept for leaves only. PyTorch warns anyone who looks there; here the warning is caught and printed.

# %%
import warnings

x = torch.arange(4.0, requires_grad=True)
print("leaf, before:", x.grad)
y = x * x
y.sum().backward()
print("leaf, after: ", x.grad)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print("not a leaf:  ", y.grad)
print(str(caught[0].message).partition(". ")[0])

# %% [markdown]
# To see a gradient in the middle, ask for it before the backward pass:

# %%
y = x * x
y.retain_grad()
y.sum().backward()
print(y.grad)

# %% [markdown]
# | Tensor | `.grad` |
# |---|---|
# | does not require a gradient | `None`, always |
# | leaf that requires one, before `backward()` | `None` |
# | the same after `backward()` | the gradient |
# | the same after another `backward()` | the sum of both |
# | result of a recorded operation | `None`, unless `retain_grad()` was called |
#
# ## Gradients add up
#
# `AccumulateGrad` adds; it does not replace. Two backward passes without a reset give twice the
# gradient:

# %%
x = torch.arange(4.0, requires_grad=True)
for _ in range(2):
    torch.dot(x, x).backward()
    print(x.grad)

# %% [markdown]
# The sum is what one wants when a tensor is used in several places, or when a batch comes in parts.
# Otherwise, reset between two passes. Writing zeros is one way:

# %%
x.grad.zero_()
print(x.grad)
torch.dot(x, x).backward()
print(x.grad)

# %% [markdown]
# It fails before the first pass, when there is nothing to fill, and it is not what an
# optimizer does today. Since PyTorch 2, `zero_grad()` sets gradients to `None` by default, which
# saves memory and lets the optimizer skip weights that took no part. (`SGD` is gradient descent, and
# `lr` its learning rate.)

# %%
fresh = torch.arange(4.0, requires_grad=True)
try:
    fresh.grad.zero_()
except AttributeError as error:
    print(error)

optimizer = torch.optim.SGD([x], lr=1.0)
optimizer.zero_grad()
print(x.grad)
torch.dot(x, x).backward()
optimizer.zero_grad(set_to_none=False)
print(x.grad)

# %% [markdown]
# ## Backward once
#
# A backward pass frees what the steps had kept. A second pass through the same graph finds it gone:

# %%
y = torch.dot(x, x)
y.backward()
try:
    y.backward()
except RuntimeError as error:
    print(str(error).partition(" (")[0])

# %% [markdown]
# So `y.backward(torch.ones_like(y))` and `y.sum().backward()`, often shown one below the other as two
# ways to the same result, do not run like that: the second raises this error. Where no step kept
# anything, as in `y = x + 1`, it is worse: the second adds the same gradient once more in silence.
# Build the graph again, or keep it with `retain_graph=True`, and mind that the gradients add up:

# %%
x.grad = None
y = torch.dot(x, x)
y.backward(retain_graph=True)
y.backward()
print(x.grad)

# %% [markdown]
# ## Cutting the graph
#
# `detach()` gives a tensor with the same values and no history. What comes after treats it as a
# constant. With $u = x \odot x$ detached, $z = u \odot x$ has the gradient $u$, not $3 x \odot x$:

# %%
x = torch.arange(4.0, requires_grad=True)
y = x * x
u = y.detach()
z = u * x
z.sum().backward()
print(x.grad, torch.equal(x.grad, u))

# %% [markdown]
# `y` itself still has its history, and gives $2x$ as before. (The example is that of
# [Dive into Deep Learning](https://d2l.ai/chapter_preliminaries/autograd.html).)

# %%
x.grad = None
y.sum().backward()
print(x.grad, torch.equal(x.grad, 2 * x.detach()))

# %% [markdown]
# `detach()` cuts one tensor out; `torch.no_grad()` stops recording for a whole block. A step of
# gradient descent needs it, because it changes a leaf:

# %%
try:
    x -= x.grad
except RuntimeError as error:
    print(error)

with torch.no_grad():
    x -= x.grad
print(x)

# %% [markdown]
# ## A whole curve from one call
#
# An activation works on each component alone, so its Jacobian is diagonal. Then a product with
# ones gives the derivative at every point of a grid at once:

# %%
x = torch.arange(-6, 6, 0.01).requires_grad_()
print(x[1:5])

y = torch.sigmoid(x)
y.backward(torch.ones_like(y))

# %% [markdown]
# The slice was recorded as well, as `SliceBackward0`. To hand tensors to NumPy or to a plot,
# detach them:

# %% name="sigmoid-by-autograd" alt="The sigmoid and its derivative by autograd. The sigmoid rises from 0 to 1; its derivative is a bump of height 1/4 around 0 that falls to nothing on both sides."
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(5, 2.4))
ax.plot(x.detach(), y.detach())
ax.plot(x.detach(), x.grad)
ax.text(1.6, 0.93, "sigmoid", color="C0", ha="right")
ax.text(2.0, 0.18, "derivative", color="C1")
ax.set_xticks([-6, 0, 6])
ax.set_yticks([0, 0.25, 1], ["0", "1/4", "1"])
plt.show()

# %% [markdown]
# The derivative is small where the input is large. One sometimes reads that a unit answers a large
# input with a large gradient. At most a rectifier such as {{ activation("relu") }}, $\max(0, x)$, does:
# its slope is 1 for every positive input. The sigmoid and {{ activation("tanh") }} do the opposite:

# %%
for function in (torch.relu, torch.sigmoid, torch.tanh):
    x = torch.tensor([0.5, 5, 15], dtype=torch.float64, requires_grad=True)
    function(x).sum().backward()
    slopes = " ".join(f"{slope:.1e}" for slope in x.grad)
    print(f"{function.__name__:8} {slopes}")

# %% [markdown]
# ## Nothing keeps gradients in bounds
#
# In a deep network, one of many layers, each layer multiplies the gradient once more on its way back.
# It should neither shrink to nothing (*vanishing gradient*) nor grow without limit (*exploding
# gradient*). Autograd does not see to that: it multiplies what it is given. Take
# fifty linear layers without an activation, 64 wide, with weights of three sizes. How large is the
# gradient by the output of each layer, compared with that by the output of the last?

# %%
width = 64


def gradients_in_stack(scale, depth=50):
    """A stack of layers, and relative gradient norms at their outputs."""
    torch.manual_seed(0)
    layers = [torch.nn.Linear(width, width, bias=False) for _ in range(depth)]
    if scale is not None:
        for layer in layers:
            torch.nn.init.normal_(layer.weight, std=scale / width**0.5)
    signals = [torch.randn(32, width)]
    for layer in layers:
        signals.append(layer(signals[-1]))
        signals[-1].retain_grad()
    signals[-1].sum().backward()
    norms = torch.stack([signal.grad.norm() for signal in signals[1:]])
    return torch.nn.Sequential(*layers), norms / norms[-1]


sizes = {"PyTorch's default": None, "standard size": 1.0, "twice that": 2.0}
for label, scale in sizes.items():
    print(f"{label:18} first layer: {gradients_in_stack(scale)[1][0]:.0e}")

# %% [markdown]
# Weights of “standard size” have variance $1/n$ for $n$ inputs, which keeps, on average, the size
# of the numbers that go through, and that of a gradient too. Twice that size doubles the gradient in each layer: it *explodes*.
# PyTorch's default for a linear layer ({{ article("in-pytorch") }} has its derivation) multiplies the
# size of a gradient by about {{ claim("default-linear-gain") }}, and over fifty layers the gradient *vanishes*:

# %% name="gradients-in-a-deep-stack" alt="The size of the gradient at the output of each of fifty linear layers, compared with the last. The axis is logarithmic. From the last layer back to the first, the line for weights of standard size stays near 1. That for weights twice as large rises by many powers of ten, and that for PyTorch's default falls by nearly as many."
fig, ax = plt.subplots(figsize=(5, 2.8))
for index, (label, scale) in enumerate(sizes.items()):
    norms = gradients_in_stack(scale)[1]
    ax.semilogy(range(1, 51), norms, color=f"C{index}")
    height = norms[20] * (1e-5 if scale is None else 1e2)
    ax.text(22, height, label, color=f"C{index}")
ax.set_xlabel("layer")
ax.set_ylabel("relative gradient norm")
ax.set_xticks([1, 25, 50])
ax.set_yticks([1e-12, 1e-6, 1, 1e6, 1e12])
ax.minorticks_off()
plt.show()

# %% [markdown]
# It is printed here and there that gradients are unlikely to explode in PyTorch, because it has a
# function against it. It has one, `clip_grad_norm_`, which does nothing until you call it, between
# `backward()` and the optimizer's step. It shrinks the gradients of all weights by one common
# factor, until their joint norm, the length of the one long vector that they form,
# is at most the one given:

# %%
stack, _ = gradients_in_stack(2.0)
before = torch.nn.utils.clip_grad_norm_(stack.parameters(), max_norm=1.0)
after = torch.nn.utils.get_total_norm([p.grad for p in stack.parameters()])
print(f"before {before:.0e}, after {after:.3f}")

# %% [markdown]
# Gradient clipping ({{ source("pascanu2013") }}) is a cure for gradients that explode, and none for those that
# vanish. There, what the layers multiply by has to change: the weights at the start, and the
# activation between them. The articles that follow are about the latter.
#
# ## Exercises
#
# **1. A weighted sum.** For $x = (0, 1, 2, 3)$ and $y = x \odot x$, which vector $v$ makes
# `y.backward(v)` put $(0, 0, 4, 0)$ into `x.grad`? What does `y.mean().backward()` put there, and why?

# %% [markdown] tags=["answer"]
# The vector that picks the third output. The mean is the sum divided by four, so it hands
# back $v = (1/4, 1/4, 1/4, 1/4)$, and the gradient is $x/2$:

# %% tags=["answer"]
x = torch.arange(4.0, requires_grad=True)
(x * x).backward(torch.tensor([0.0, 0.0, 1.0, 0.0]))
print(x.grad)
x.grad = None
(x * x).mean().backward()
print(x.grad)

# %% [markdown]
# **2. A forgotten reset.** Gradient descent on $w^2$ from $w = 1$ with step size 1/10 multiplies $w$ by
# 4/5 each time. What happens if the gradient is never reset?

# %% [markdown] tags=["answer"]
# Old gradients keep pushing, like a ball that rolls without friction: $w$ overshoots 0 and swings back and
# forth. Nothing warns.

# %% tags=["answer"]
for reset in (True, False):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(12):
        if reset:
            w.grad = None
        (w * w).backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        path.append(f"{w.item():.2f}")
    print("with reset:   " if reset else "without reset:", *path)

# %% [markdown]
# **3. Half a product.** Let $z = \operatorname{detach}(x) \cdot x$ for a number $x = 3$. What is its
# gradient, and what would it be without `detach`?

# %% [markdown] tags=["answer"]
# The first factor counts as the constant 3, so the gradient is 3. Without `detach` it is $2x = 6$: the
# product rule adds both halves.

# %% tags=["answer"]
x = torch.tensor(3.0, requires_grad=True)
print(torch.autograd.grad(x.detach() * x, x)[0], torch.autograd.grad(x * x, x)[0])

# %% [markdown]
# **4. Beyond the largest number.** A stack whose weights are twice the standard size doubles its
# gradient in each layer. The largest number in float32 lies just below $2^{128}$. What does a gradient become in a much deeper stack, and what
# does `clip_grad_norm_` make of it?

# %% [markdown] tags=["answer"]
# The signal overflows to infinity, the gradient becomes nan (`nan`, not a number), and clipping cannot mend it: it multiplies
# `nan` by a number. It can raise an error instead.

# %% tags=["answer"]
stack, _ = gradients_in_stack(2.0, depth=200)
print(torch.nn.utils.clip_grad_norm_(stack.parameters(), max_norm=1.0))
print(stack[0].weight.grad.isnan().all())
try:
    torch.nn.utils.clip_grad_norm_(stack.parameters(), 1.0, error_if_nonfinite=True)
except RuntimeError as error:
    print(str(error).partition(", so")[0])

# %% [markdown]
# ## Read next
#
# - {{ article("why-non-linearity") }}: what those layers get from the bends that were left out here.
# - {{ activation("sigmoid") }}: the derivative that autograd multiplied by, with its bounds.
# - {{ activation("relu") }}: the one that passes a gradient on unchanged, and what it does at 0.
