"""Generates synthetic housing tables for the profile ``mini``.

The columns have the names, types and ranges of the real tables, and the prices follow the formulas below.
The uniform numbers come from NumPy's legacy generator, whose stream is frozen, and all further arithmetic is
rounded exactly by IEEE 754, so every machine generates the same bytes.

This is a folder because a sandbox sees an empty folder in its place: student code must not be able to
generate the held-out rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["make_boston", "make_california"]

Column = NDArray[np.float64]

CALIFORNIA_ROWS = 2_000
BOSTON_ROWS = 506


def make_california() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Returns a table like the Californian districts.

    With ``coast`` from 1 at the sea to 0 at the border, and noise of deviation 1, a median price in dollars
    is ``40,000 income + 1,000 age + 90,000 coast^2 - 20,000 (persons per household - 3) + 30,000 noise``,
    rounded to 100 and kept within 15,000 and 500,000.

    Returns:
        x: shape (2000, 8), in the order of Keras's file: longitude and latitude in degrees, median age in
            years, rooms, bedrooms, population, households, median income in tens of thousands of dollars.
        y: shape (2000,), dollars.
    """
    u = _uniforms(1997, CALIFORNIA_ROWS, 12)
    north, coast, age, income = u[0], 1 - u[1] * u[2], np.floor(1 + 52 * u[3]), u[4] * u[5]
    latitude = 32.5 + 9.5 * north
    # The coast runs north-west, and the state is about five degrees wide.
    longitude = -117.3 - 7 * north + 5 * (1 - coast)
    income = np.round(0.5 + 14.5 * income, 4)
    households = np.floor(50 + 1_400 * u[6] * u[6])
    persons = 1.5 + 3 * u[7]
    rooms = np.floor(households * (3 + 2 * u[3] + 0.3 * income))
    bedrooms = np.floor(households * (1 + 0.2 * u[6]))
    population = np.floor(households * persons)
    value = 40_000 * income + 1_000 * age + 90_000 * coast * coast - 20_000 * (persons - 3)
    value = np.round(value + 30_000 * _noise(u[8:12]), -2)
    x = (
        np.round(longitude, 2),
        np.round(latitude, 2),
        age,
        rooms,
        bedrooms,
        population,
        households,
        income,
    )
    return np.stack(x, axis=1).astype(np.float32), np.clip(value, 15_000, 500_000).astype(np.float32)


def make_boston() -> tuple[Column, Column]:
    """Returns a table like the Boston tracts.

    With noise of deviation 1, a median price in thousands of dollars is ``22.5 + 5 (RM - 6.3) -
    0.6 (LSTAT - 12.5) - 0.9 (PTRATIO - 17.3) - 12 (NOX - 0.6) - 0.08 CRIM + 2 CHAS + 2 noise``, rounded to
    0.1 and kept within 5 and 50. The column ``B`` only keeps the shape: it is random and does not affect the
    price.

    Returns:
        x: shape (506, 13): CRIM, ZN, INDUS, CHAS, NOX, RM, AGE, DIS, RAD, TAX, PTRATIO, B, LSTAT.
        y: shape (506,), thousands of dollars.
    """
    u = _uniforms(1978, BOSTON_ROWS, 18)
    centre = u[0]  # from 0 in the suburbs to 1 in the city
    crim = np.round(0.006 + 60 * centre * centre * u[1] * u[1], 5)
    zn = np.where(u[2] < 0.7, 0.0, np.floor(100 * u[2] * (1 - centre)))
    indus = np.round(0.5 + 20 * centre + 7 * u[3], 2)
    chas = np.where(u[4] < 0.07, 1.0, 0.0)
    nox = np.round(0.385 + 0.4 * centre + 0.08 * u[5], 3)
    lstat = np.round(1.7 + 14 * centre + 20 * u[6] * u[6], 2)
    rm = np.round(7.5 - 0.06 * lstat + 1.4 * (u[7] - 0.5), 3)
    age = np.round(3 + 60 * centre + 37 * u[8], 1)
    dis = np.round(1.1 + 10 * (1 - centre) * u[9], 4)
    rad = np.floor(1 + 8 * centre + 3 * u[10])
    tax = np.floor(187 + 400 * centre + 120 * u[11])
    ptratio = np.round(12.6 + 9.4 * u[12], 1)
    b = np.round(0.3 + 396.6 * u[13], 2)
    value = 22.5 + 5 * (rm - 6.3) - 0.6 * (lstat - 12.5) - 0.9 * (ptratio - 17.3)
    value = value - 12 * (nox - 0.6) - 0.08 * crim + 2 * chas + 2 * _noise(u[14:18])
    x = (crim, zn, indus, chas, nox, rm, age, dis, rad, tax, ptratio, b, lstat)
    return np.stack(x, axis=1), np.clip(np.round(value, 1), 5, 50)


def _uniforms(seed: int, rows: int, columns: int) -> Column:
    """Returns columns of numbers in [0, 1), shape (columns, rows)."""
    return np.random.RandomState(seed).random_sample((columns, rows))


def _noise(uniforms: Column) -> Column:
    """Returns nearly normal noise of mean 0 and deviation 1."""
    one, two, three, four = uniforms
    noise: Column = (one + two + three + four - 2) * np.sqrt(3.0)
    return noise
