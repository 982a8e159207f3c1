"""The table of data sets, with their arrays, forms and publishers.

An array is identified by the SHA-256 of its raw bytes in C order, so the same numbers are accepted in any
packaging. A data set that its publisher splits is added by one entry here.
"""

from __future__ import annotations

from bareme.datasets.dataset import ArrayLocation, ArrayRule, Dataset, Publication
from bareme.errors import DataError
from bareme.i18n.messages import N_, msg
from bareme.i18n.text import closest

__all__ = ["CATALOGUE", "find_dataset"]

PARTS = ("x_train", "y_train", "x_test", "y_test")

# Addresses and digests copied from keras.datasets, since importing Keras takes seconds.
KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
LIBSVM = "https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass"


def find_dataset(name: str) -> Dataset:
    """Returns the entry of a data set.

    Raises:
        DataError: there is no data set of that name.
    """
    if name not in CATALOGUE:
        known = sorted(CATALOGUE)
        raise DataError(
            msg(
                "there is no data set %(name)s%(guess)s; bareme has %(known)s.",
                name=repr(name),
                guess=closest(str(name), known),
                known=", ".join(known),
            )
        )
    return CATALOGUE[name]


def _locate_in_file(file: str, *keys: str) -> tuple[ArrayLocation, ...]:
    return tuple(ArrayLocation(file, key) for key in keys)


def _locate_npy(name: str, parts: tuple[str, ...] = PARTS) -> tuple[ArrayLocation, ...]:
    return tuple(ArrayLocation(f"{name}/{part}.npy") for part in parts)


def _published_by_keras(file: str, sha256: str) -> tuple[Publication, ...]:
    return (Publication(f"{KERAS}/{file}", f"sha256:{sha256}", file),)


MNIST = Dataset(
    name="mnist",
    shape="60,000 + 10,000 images of 28x28 grey levels from 0 to 255",
    licence="LeCun, Cortes and Burges; CC BY-SA 3.0",
    arrays=(
        ArrayRule(
            "x_train",
            (60_000, 28, 28),
            "uint8",
            "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
        ),
        ArrayRule(
            "y_train",
            (60_000,),
            "uint8",
            "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
        ),
        ArrayRule(
            "x_test",
            (10_000, 28, 28),
            "uint8",
            "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
        ),
        ArrayRule(
            "y_test",
            (10_000,),
            "uint8",
            "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
        ),
    ),
    held_out=5_000,
    forms=(
        _locate_in_file("mnist.npz", *PARTS),
        _locate_npy("mnist"),
        (
            ArrayLocation("mnist/train-images-idx3-ubyte.gz"),
            ArrayLocation("mnist/train-labels-idx1-ubyte.gz"),
            ArrayLocation("mnist/t10k-images-idx3-ubyte.gz"),
            ArrayLocation("mnist/t10k-labels-idx1-ubyte.gz"),
        ),
    ),
    publications=_published_by_keras(
        "mnist.npz", "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
    ),
)

USPS = Dataset(
    name="usps",
    shape="7,291 + 2,007 images of 16x16 grey levels from 0 to 1",
    licence='Hull 1994; the split of "The Elements of Statistical Learning"; no licence stated',
    arrays=(
        ArrayRule(
            "x_train",
            (7_291, 16, 16),
            "float32",
            "a5facc7dea2dff335ea771cee5ea1179d90a25b307fe51fffd03293786c4913a",
        ),
        ArrayRule(
            "y_train",
            (7_291,),
            "int32",
            "c96db53b5cb6c786fc6ba2b46a2c5270bf6b9af27a13a9dff6b627ea13c91a1f",
        ),
        ArrayRule(
            "x_test",
            (2_007, 16, 16),
            "float32",
            "a13227ce51400bfd1f9dff0d4c8eafdf8692958514ac093db43bf6981eea73cb",
        ),
        ArrayRule(
            "y_test",
            (2_007,),
            "int32",
            "8a3e7a1455ece2ae910c30079fad239db6a2b9b8a3fcc94fad738a5888211f63",
        ),
    ),
    held_out=1_003,
    forms=(
        _locate_in_file("usps.h5", "train/data", "train/target", "test/data", "test/target"),
        _locate_npy("usps"),
        (*_locate_in_file("usps.bz2", "data", "target"), *_locate_in_file("usps.t.bz2", "data", "target")),
    ),
    publications=(
        Publication(f"{LIBSVM}/usps.bz2", "md5:ec16c51db3855ca6c91edd34d0e9b197", "usps.bz2"),
        Publication(f"{LIBSVM}/usps.t.bz2", "md5:8ea070ee2aca1ac39742fdd1ef5ed118", "usps.t.bz2"),
    ),
)

DIGITS = Dataset(
    name="digits",
    shape="1,197 + 600 images of 8x8 grey levels from 0 to 16",
    licence="Alpaydin and Kaynak 1998; see archive.ics.uci.edu/dataset/80",
    arrays=(
        ArrayRule(
            "x",
            (1_797, 8, 8),
            "uint8",
            "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3",
        ),
        ArrayRule(
            "y",
            (1_797,),
            "uint8",
            "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0",
        ),
    ),
    held_out=300,
    test_size=600,
    package="scikit-learn",
)

CALIFORNIA_HOUSING = Dataset(
    name="california_housing",
    shape="16,512 + 4,128 districts, 8 features, price in dollars",
    licence="Pace and Barry 1997; no licence stated",
    arrays=(
        ArrayRule(
            "x",
            (20_640, 8),
            "float32",
            "76177435d337896b390c443ed142f59502d67c10de9ea0b08458dac1a51af4b5",
        ),
        ArrayRule(
            "y",
            (20_640,),
            "float32",
            "1c459c8c91b63bc57993056258de809b80f7089066c58fdf68bfe25cbbe616ac",
        ),
    ),
    held_out=2_064,
    forms=(
        _locate_in_file("california_housing.npz", "x", "y"),
        _locate_npy("california_housing", ("x", "y")),
    ),
    publications=_published_by_keras(
        "california_housing.npz", "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"
    ),
    task="regression",
)

BOSTON_HOUSING = Dataset(
    name="boston_housing",
    shape="404 + 102 tracts, 13 features, price in thousands of dollars",
    licence="Harrison and Rubinfeld 1978; no licence stated",
    arrays=(
        ArrayRule(
            "x",
            (506, 13),
            "float64",
            "58d9abef45a8e00c844d74ff0027c96d21a8a237d7ba7e4c0c30b11dcdafde10",
        ),
        ArrayRule(
            "y",
            (506,),
            "float64",
            "a7a4a2bed7266f5e88acd2854ae97af5206bed564ab217810535d4cd14d76edb",
        ),
    ),
    held_out=51,
    forms=(_locate_in_file("boston_housing.npz", "x", "y"), _locate_npy("boston_housing", ("x", "y"))),
    publications=_published_by_keras(
        "boston_housing.npz", "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"
    ),
    task="regression",
    caveat=N_(
        "the feature B is made from the share of Black residents, on the assumption that segregation "
        "raises prices, which is why scikit-learn dropped the table; prices are cut off at 50. Prefer "
        "california_housing, unless the lab is about this flaw."
    ),
)

SYNTHETIC_CALIFORNIA = Dataset(
    name="synthetic_california",
    shape="1,600 + 400 made-up districts with the 8 features of california_housing",
    licence=N_("made by bareme; MIT"),
    arrays=(
        ArrayRule(
            "x",
            (2_000, 8),
            "float32",
            "c0b93b06a76ab3f765725040be932a69e3c603be9cd0e60ab8bb1636dffbb2c8",
        ),
        ArrayRule(
            "y",
            (2_000,),
            "float32",
            "eeaa864a205d78b85e8fe3c6cb57abf5445a21e845cc920603c2ca6f92320312",
        ),
    ),
    held_out=200,
    task="regression",
    package="bareme",
)

SYNTHETIC_BOSTON = Dataset(
    name="synthetic_boston",
    shape="404 + 102 made-up tracts with the 13 features of boston_housing",
    licence=N_("made by bareme; MIT"),
    arrays=(
        ArrayRule(
            "x",
            (506, 13),
            "float64",
            "41ac64ae0cd497282f56af1b53302ba677899289e7a4be371ea45a8c69ccdbd3",
        ),
        ArrayRule(
            "y",
            (506,),
            "float64",
            "5c037e1d7d664e8119dafc442a18abfcb66dce2e8738fd4cb72d3897ca11a2ab",
        ),
    ),
    held_out=51,
    task="regression",
    package="bareme",
)

CATALOGUE = {
    dataset.name: dataset
    for dataset in (
        MNIST,
        USPS,
        DIGITS,
        CALIFORNIA_HOUSING,
        BOSTON_HOUSING,
        SYNTHETIC_CALIFORNIA,
        SYNTHETIC_BOSTON,
    )
}
