"""Everything that runs in a sandbox beside student code; nothing is trusted.

``kernel`` starts the IPython kernel and bounds its messages, and ``probe`` answers the
grader's requests. ``figure_recorder`` records the figures that a notebook draws. ``dataset_patches``
and ``no_network`` answer data loaders with the lab's data and refuse downloads;
``import_hooks`` applies these patches. ``compat`` holds shims for Colab, other machines and older libraries.
In sandboxes without student code run ``keras_rebuild``, which rebuilds models (clean sandbox), and
``file_search``, which looks for copies of the course.

No trusted module imports this package: it is named by strings.
"""
