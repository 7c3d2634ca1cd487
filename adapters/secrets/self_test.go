package secrets

import (
	"os"
	"os/exec"
	"testing"
)

// runSelf runs one test of this package in a process of its own.
func runSelf(t *testing.T, test string, env ...string) ([]byte, error) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^"+test+"$", "-test.v")
	cmd.Env = append(os.Environ(), env...)
	return cmd.CombinedOutput()
}
