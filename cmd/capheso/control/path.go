package control

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// longest is how long the path of a socket may be everywhere.
const longest = 100

// short is a path of the socket that the system takes, however deep the folder
// is: Linux has short names for folders that are open. done closes the folder.
func short(dir string) (path string, done func(), err error) {
	path = filepath.Join(dir, Socket)
	if len(path) <= longest || runtime.GOOS != "linux" {
		return path, func() {}, nil
	}
	folder, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", folder.Fd(), Socket), func() { folder.Close() }, nil
}
