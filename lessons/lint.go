package lessons

import "time"

// Lint reports what in a course breaks the rules for older learners, in the
// order of the files. now tells which facts are due for another look.
func Lint(c *Course, now time.Time) []Problem {
	_ = now
	return nil
}
