package lessons

import (
	"embed"
	"io/fs"
)

// files is the whole content folder: the course of every language and the
// tables of administrative units.
//
//go:embed content
var files embed.FS

// Embedded is the Vietnamese course that comes with the program, in the layout
// that Load reads.
func Embedded() fs.FS {
	sub, err := fs.Sub(files, "content/vi")
	if err != nil { // only a malformed constant path can fail
		panic(err)
	}
	return sub
}
