"""What a suite sees: functions, models, histories and figures, as values of the grader's own."""
