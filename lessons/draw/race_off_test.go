//go:build !race

package draw

// raced: the race detector is on.
const raced = false
