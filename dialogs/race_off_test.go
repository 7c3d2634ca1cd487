//go:build !race

package dialogs

// yearLearners is how many learners live through TestAYearOfMornings.
const yearLearners = 1000
