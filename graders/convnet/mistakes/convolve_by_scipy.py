"""SciPy does the work: write the convolution yourself, with NumPy."""

from scipy.signal import correlate2d

BREAKS = [
    "test_convolve_by_oneself",
]


def convolve2d(image, kernel):
    return correlate2d(image, kernel, mode="valid")
