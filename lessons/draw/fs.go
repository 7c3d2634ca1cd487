package draw

import (
	"bytes"
	"io/fs"
	"path"
	"sync"
	"time"

	"capheso/lessons"
)

// FS has the drawn pictures of a course under the paths that its steps name.
// Each is drawn when it is first opened, which takes some tens of milliseconds,
// and then kept: some ten kilobytes for every step with a sketch. It is safe
// for concurrent use, and knows only the screens the course had when it was
// made.
func FS(c *lessons.Course) fs.FS {
	f := pictures{}
	for _, g := range c.Guides {
		for _, s := range g.Steps {
			if s.Screen != nil {
				f[s.Image] = sync.OnceValues(func() ([]byte, error) { return PNG(s.Screen) })
			}
		}
	}
	return f
}

// pictures draws each picture by its path.
type pictures map[string]func() ([]byte, error)

// Open opens a picture. Folders cannot be opened: nobody looks around here.
func (f pictures) Open(name string) (fs.File, error) {
	drawn, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	data, err := drawn()
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &file{Reader: bytes.NewReader(data), name: path.Base(name)}, nil
}

// file is a drawn picture as a file. It has no time: it is as old as the
// course.
type file struct {
	*bytes.Reader
	name string
}

func (f *file) Stat() (fs.FileInfo, error) { return f, nil }
func (f *file) Close() error               { return nil }
func (f *file) Name() string               { return f.name }
func (f *file) Mode() fs.FileMode          { return 0o444 }
func (f *file) ModTime() time.Time         { return time.Time{} }
func (f *file) IsDir() bool                { return false }
func (f *file) Sys() any                   { return nil }
