"""The hidden layer has no sigmoid: two linear layers in a row are worth a single one."""

BREAKS = [
    "test_forward_hidden",
    "test_forward_probabilities",
    "test_forward_random",
    "test_forward_extreme",
    "test_forward_vectorised",
    "test_train_learns_xor",
    "test_held_out_accuracy",
    "test_train_losses",
    "test_train_full_batch",
    "test_train_incomplete_batch",
    "test_train_goes_through_all_samples",
    "test_train_shuffles",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
    "test_predict_classes_random",
]


def forward(X, parameters):
    h = X @ parameters["W1"] + parameters["b1"]
    p = softmax(h @ parameters["W2"] + parameters["b2"])
    return h, p
