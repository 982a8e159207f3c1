# Submissions run in rooms and never here, whatever their names are.
collect_ignore = ["submissions", "honest"]
