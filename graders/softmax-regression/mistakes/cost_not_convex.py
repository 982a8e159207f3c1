"""The cost is said not to be convex: so it is with a hidden layer, but here z is affine in W and b."""

BREAKS = [
    "test_cost_is_convex",
]

cost_is_convex = False
