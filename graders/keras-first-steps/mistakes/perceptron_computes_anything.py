"""Only a network with a hidden layer comes near any continuous function; here there is one layer."""

BREAKS = [
    "test_choice_of_function",
]

perceptron_computes = "a"
