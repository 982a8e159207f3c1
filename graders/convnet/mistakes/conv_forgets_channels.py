"""Each filter is counted as if it looked at one channel: it has weights for every channel that comes in."""

BREAKS = [
    "test_conv_count_by_hand",
    "test_conv_count_of_chains",
]


def conv_parameter_count(channels, filter_size):
    return sum((filter_size**2 + 1) * filters for filters in channels[1:])
