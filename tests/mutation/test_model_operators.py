"""The operators on models, training and figures: tables of edits that were worked out by hand."""

import ast

import pytest
from mutation_edits import edited

from bareme.i18n.catalogs import translations
from bareme.mutation.code_mutants import make_code_mutants
from bareme.mutation.layer_calls import find_layer_calls

LIST = "return Sequential([keras.layers.Flatten(), keras.layers.Dense(y, activation='relu')])"
LAYERS = {
    "keras.layers.Flatten(), keras.layers.Dense(y)": "the last layer has no activation",
    "keras.layers.Flatten(), keras.layers.Dense(y, activation='sigmoid')": (
        "the last layer has the activation `sigmoid`"
    ),
    "keras.layers.Flatten(), keras.layers.Dense(y, activation='tanh')": (
        "the last layer has the activation `tanh`"
    ),
    "keras.layers.Flatten(), keras.layers.Dense(y + 1, activation='relu')": (
        "the last layer has a wrong number of units"
    ),
    "keras.layers.Flatten(), keras.layers.Dense(2 * y, activation='relu')": (
        "the last layer has a wrong number of units"
    ),
    "keras.layers.Flatten(), keras.layers.Dense(y, activation='relu', use_bias=False)": (
        "the last layer has no biases"
    ),
    "keras.layers.Dense(y, activation='relu')": "the `Flatten` layer is missing",
    "keras.layers.Flatten()": "the last layer is missing",
    "keras.layers.Flatten(), keras.layers.Flatten(), keras.layers.Dense(y, activation='relu')": (
        "the `Flatten` layer is there twice"
    ),
    "keras.layers.Flatten(), keras.layers.Dense(y, activation='relu'), "
    "keras.layers.Dense(y, activation='relu')": "the last layer is there twice",
    "keras.layers.Dense(y, activation='relu'), keras.layers.Flatten()": (
        "the `Flatten` layer comes too late"
    ),
}


def test_a_list_of_layers_has_exactly_these_edits():
    found = edited("layers", LIST)
    assert found == {f"return Sequential([{layers}])": sentence for layers, sentence in LAYERS.items()}


def test_layers_that_are_added_in_a_loop_have_these_edits():
    found = edited(
        "layers",
        """\
        for count in x:
            m.add(keras.layers.Conv2D(count, kernel_size=3))
            m.add(keras.layers.MaxPooling2D(2))
        """,
    )
    convolution, pooling = (
        "m.add(keras.layers.Conv2D(count, kernel_size=3))",
        "m.add(keras.layers.MaxPooling2D(2))",
    )
    blocks = {
        f"for count in x:; {convolution}": "each `MaxPooling2D` layer is missing",
        f"for count in x:; {pooling}": "each `Conv2D` layer is missing",
        f"for count in x:; {convolution}; {convolution}; {pooling}": "each `Conv2D` layer is there twice",
        f"for count in x:; {pooling}; {convolution}": "each `Conv2D` layer comes too late",
        f"for count in x[::-1]:; {convolution}; {pooling}": "the repeated layers are in the wrong order",
        f"for count in x[1:]:; {convolution}; {pooling}": "the first of the repeated layers is missing",
    }
    changes = {
        "keras.layers.Conv2D(count, kernel_size=3 + 1)": "each `Conv2D` layer has filters of a wrong size",
        "keras.layers.Conv2D(count + 1, kernel_size=3)": (
            "each `Conv2D` layer has a wrong number of filters"
        ),
        "keras.layers.Conv2D(count, kernel_size=3, strides=2)": (
            "each `Conv2D` layer moves its filters in steps of 2"
        ),
        "keras.layers.Conv2D(count, kernel_size=3, padding='same')": (
            "each `Conv2D` layer pads the image: see `padding`"
        ),
        "keras.layers.Conv2D(count, kernel_size=3, activation='relu')": (
            "each `Conv2D` layer has an activation, and should have none"
        ),
    }
    for changed, sentence in blocks.items():
        assert found[changed] == sentence
    for call, sentence in changes.items():
        assert found[f"for count in x:; m.add({call}); {pooling}"] == sentence
    assert (
        found[f"for count in x:; {convolution}; m.add(keras.layers.AveragePooling2D(2))"]
        == "each `MaxPooling2D` layer takes the mean of a block, not the maximum"
    )


CASES = {
    "regularisers": (
        "return keras.layers.Dense(x, kernel_regularizer=keras.regularizers.l2(y))",
        {
            "keras.layers.Dense(x)": "the last layer has no penalty",
            "keras.layers.Dense(x, bias_regularizer=keras.regularizers.l2(y))": (
                "the penalty of the last layer is on its biases, not on its weights"
            ),
            "keras.layers.Dense(x, activity_regularizer=keras.regularizers.l2(y))": (
                "the penalty of the last layer is on what it gives, not on its weights"
            ),
            "keras.layers.Dense(x, kernel_regularizer=keras.regularizers.l1(y))": (
                "the penalty is L1, and should be L2"
            ),
            "keras.layers.Dense(x, kernel_regularizer=keras.regularizers.l2(2 * y))": (
                "the strength of the penalty has a factor 2 too many"
            ),
            "keras.layers.Dense(x, kernel_regularizer=keras.regularizers.l2(y / 2))": (
                "the strength of the penalty has a factor 1/2 too many"
            ),
            "keras.layers.Dense(x, kernel_regularizer=keras.regularizers.l2(y ** 2))": (
                "the strength of the penalty is squared"
            ),
            "keras.layers.Dense(x, kernel_regularizer=keras.regularizers.l2(0.01))": (
                "the strength of the penalty is always the same"
            ),
        },
    ),
    "dropout": (
        "return [keras.layers.Dropout(y), keras.layers.Dense(x)]",
        {
            "[keras.layers.Dropout(1 - y), keras.layers.Dense(x)]": (
                "the rate of the dropout is the share that is kept, not the share switched off"
            ),
            "[keras.layers.Dropout(y / 2), keras.layers.Dense(x)]": (
                "the rate of the dropout is half of what it should be"
            ),
            "[keras.layers.Dropout(0.5), keras.layers.Dense(x)]": "the rate of the dropout is always 0.5",
            "[keras.layers.Dropout(y), keras.layers.Dense(x), keras.layers.Dropout(y)]": (
                "there is a dropout after the last layer"
            ),
        },
    ),
    "compiling": (
        "return x.compile(optimizer=keras.optimizers.SGD(y), loss='mean_squared_error')",
        {
            f"x.compile(optimizer=keras.optimizers.{optimizer}, loss={loss!r})": sentence
            for optimizer, loss, sentence in (
                ("SGD(y)", "categorical_crossentropy", "the loss is `categorical_crossentropy`"),
                (
                    "SGD(y)",
                    "sparse_categorical_crossentropy",
                    "the loss is `sparse_categorical_crossentropy`",
                ),
                ("SGD(y)", "binary_crossentropy", "the loss is `binary_crossentropy`"),
                ("Adam(y)", "mean_squared_error", "the optimiser is `Adam`"),
                ("RMSprop(y)", "mean_squared_error", "the optimiser is `RMSprop`"),
                ("SGD(10 * y)", "mean_squared_error", "the step of the optimiser is wrong"),
                ("SGD(y / 10)", "mean_squared_error", "the step of the optimiser is wrong"),
                ("SGD()", "mean_squared_error", "the step of the optimiser is not given"),
                (
                    "SGD(y, momentum=0.9)",
                    "mean_squared_error",
                    "the optimiser has a momentum, and should have none",
                ),
            )
        }
        | {
            "x.compile(loss='mean_squared_error')": "the optimiser that the statement asks for is missing",
        },
    ),
    "fitting": (
        "return m.fit(x, y, epochs=e, batch_size=b, validation_split=0.2)",
        {
            "m.fit(x, y, batch_size=b, validation_split=0.2)": ("the number of epochs is not given to `fit`"),
            "m.fit(x, y, epochs=e, validation_split=0.2)": "the size of a batch is not given to `fit`",
            "m.fit(x, y, epochs=e, batch_size=b)": "nothing is put aside for validation",
            "m.fit(x, y, validation_split=0.2, epochs=b, batch_size=e)": (
                "the number of epochs and the size of a batch are exchanged"
            ),
            "m.fit(x, y, epochs=e + 1, batch_size=b, validation_split=0.2)": (
                "it is trained for an epoch too many"
            ),
            "m.fit(x, y, epochs=e, batch_size=b, validation_split=0.2, shuffle=False)": (
                "the samples are not shuffled"
            ),
            "m.fit(x, y, epochs=e, batch_size=b, validation_split=1 - 0.2)": (
                "the shares for training and for validation are exchanged"
            ),
            "m.fit(x, y, epochs=e, batch_size=b, validation_split=0.1)": (
                "the share put aside for validation is wrong"
            ),
            "m.fit(x, y, epochs=e, batch_size=b, validation_data=(x, y))": (
                "it is validated on samples that it is trained on"
            ),
            "m.fit(x[::-1], y[::-1], epochs=e, batch_size=b, validation_split=0.2)": (
                "the samples are given in the opposite order"
            ),
            "m.fit(x[:len(x) // 2], y[:len(y) // 2], epochs=e, batch_size=b, validation_split=0.2)": (
                "only half of the samples are given to `fit`"
            ),
            "m.fit(x, y[::-1], epochs=e, batch_size=b, validation_split=0.2)": (
                "inputs and labels do not go together"
            ),
            "(m.fit(x, y, epochs=e, batch_size=b, validation_split=0.2), "
            "m.fit(x, y, epochs=e, batch_size=b, validation_split=0.2))[1]": "the model is trained twice",
            "m.fit(x, y, epochs=e, batch_size=b, validation_split=0.2).history": (
                "what stands for the history is its dictionary"
            ),
        },
    ),
}


@pytest.mark.parametrize("family", CASES)
def test_a_family_makes_exactly_these_functions(family):
    body, expected = CASES[family]
    assert edited(family, body) == {f"return {changed}": sentence for changed, sentence in expected.items()}


FIGURE = """\
a.plot(r, x, label='one')
a.plot(r, y, label='two')
a.set(xlabel='e', ylabel='l')
a.legend()
"""
FIGURE_EDITS = {
    "a curve is missing": "a.plot(r, y, label='two'); a.set(xlabel='e', ylabel='l'); a.legend()",
    "there is no legend": (
        "a.plot(r, x, label='one'); a.plot(r, y, label='two'); a.set(xlabel='e', ylabel='l')"
    ),
    "two curves are exchanged: each has the label of the other": (
        "a.plot(r, y, label='one'); a.plot(r, x, label='two'); a.set(xlabel='e', ylabel='l'); a.legend()"
    ),
    "the same curve is drawn twice": (
        "a.plot(r, x, label='one'); a.plot(r, x, label='two'); a.set(xlabel='e', ylabel='l'); a.legend()"
    ),
    "the abscissas begin at 0, not at 1": (
        "a.plot(x, label='one'); a.plot(r, y, label='two'); a.set(xlabel='e', ylabel='l'); a.legend()"
    ),
    "a curve has no label for the legend": (
        "a.plot(r, x); a.plot(r, y, label='two'); a.set(xlabel='e', ylabel='l'); a.legend()"
    ),
    "the x-axis has no label": (
        "a.plot(r, x, label='one'); a.plot(r, y, label='two'); a.set(ylabel='l'); a.legend()"
    ),
    "the labels of the two axes are exchanged": (
        "a.plot(r, x, label='one'); a.plot(r, y, label='two'); a.set(xlabel='l', ylabel='e'); a.legend()"
    ),
}


def test_curves_labels_and_legends_are_missing_or_exchanged():
    found = edited("figures", FIGURE)
    for sentence, changed in FIGURE_EDITS.items():
        assert found[changed] == sentence
    # 2 curves missing, 4 changes of each curve besides its label, 2 exchanges, 3 of labels, 1 legend
    assert len(found) == 2 + 2 * (1 + 4) + 2 + 3 + 1


def test_panels_are_merged_and_pictures_are_turned():
    found = edited("figures", "for p, name in zip(panels, x):\n    p.imshow(y)\n")
    assert found == {
        "for p, name in zip([panels[0]] * len(panels), x):; p.imshow(y)": (
            "one panel holds what should be in two"
        ),
        "for p, name in zip(panels, x):; pass": "a picture is missing",
        "for p, name in zip(panels, x):; p.imshow(y.T)": "a picture is transposed",
        "for p, name in zip(panels, x):; p.imshow(y[::-1])": "a picture is upside down",
        "for p, name in zip(panels, x):; p.imshow(-y)": "the grey levels of a picture are inverted",
        "for p, name in zip(panels, x):; p.imshow(np.abs(y))": "a picture has lost the signs of its numbers",
    }


def test_a_sentence_says_which_layer_in_both_languages():
    source = "def f(n):\n    return keras.Sequential([keras.layers.Dense(n, activation='relu')])\n"
    mutants = make_code_mutants(source, {"networks": ("f",)})
    [found] = [one for one in mutants if one.after.endswith("keras.layers.Dense(n)])")]
    assert found.sentence == "`f`: the last layer has no activation."
    assert found.sentence.render(translations("fr")) == "`f` : la dernière couche n’a pas d’activation."


def test_places_of_layers_tell_them_apart():
    source = """\
def f(sizes):
    first = keras.layers.Dense(8)
    second = keras.layers.Dense(9)
    hidden = [keras.layers.Dense(size) for size in sizes]
    return [first, keras.layers.Flatten(), second, *hidden, keras.layers.Dense(3)]
"""
    [function] = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert [str(call.place) for call in find_layer_calls(function)] == [
        "the first `Dense` layer",
        "the `Dense` layer number 2",
        "each hidden `Dense` layer",
        "the `Flatten` layer",
        "the last layer",
    ]


def test_the_sentence_about_a_library_is_preferred():
    source = "def f(m):\n    m.add(keras.layers.Flatten())\n    m.compile(loss='x')\n    return m\n"
    mutants = make_code_mutants(source, {"networks": ("f",)})
    sentences = {one.source.replace("\n", ";"): str(one.sentence) for one in mutants}
    assert sentences["def f(m):;    m.compile(loss='x');    return m"] == "`f`: the last layer is missing."
    assert not any("transposed" in one for one in sentences.values())
