package bot

import "time"

// Within runs work and waits for it, but no longer than limit. It reports
// false when work is still running; then nobody will hear of it, and it may
// run for as long as the program. It is for calls that cannot be told to stop.
func Within(limit time.Duration, work func()) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}
