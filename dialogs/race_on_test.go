//go:build race

package dialogs

// yearLearners is how many learners live through TestAYearOfMornings: the race
// detector finds nothing in a pure function and takes its time.
const yearLearners = 25
