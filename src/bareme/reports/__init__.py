"""What people read of a result: the student's page, the class report and the terminal."""
