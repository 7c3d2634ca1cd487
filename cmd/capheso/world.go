package main

import (
	"fmt"
	"io/fs"
	"os"
	"sync"

	"capheso/dialogs"
	"capheso/lessons"
	"capheso/lessons/draw"
	"capheso/lessons/search"
)

// library is what a conversation reads of a course.
type library struct {
	course *lessons.Course
	index  *search.Index
}

// builtIn is the library of the course that comes with the program. It is read
// once, however often the program is run in one process, as tests do.
var builtIn = sync.OnceValues(func() (library, error) { return openLibrary("") })

// openWorld reads the course and builds what the conversation reads.
func openWorld(content string) (*dialogs.World, error) {
	open := builtIn
	if content != "" {
		open = func() (library, error) { return openLibrary(content) }
	}
	l, err := open()
	if err != nil {
		return nil, err
	}
	return &dialogs.World{Course: l.course, Index: l.index, Units: lessons.EmbeddedUnits()}, nil
}

func openLibrary(content string) (library, error) {
	course, err := openCourse(content)
	if err != nil {
		return library{}, err
	}
	return library{course, search.New(search.Docs(course))}, nil
}

// openCourse reads the course, with the operator's folder over it. Its
// pictures are drawn when somebody looks at them.
func openCourse(content string) (*lessons.Course, error) {
	layers := []fs.FS{lessons.Embedded()}
	if content != "" {
		if info, err := os.Stat(content); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("--content %s is not a folder that can be read", content)
		}
		layers = append(layers, os.DirFS(content))
	}
	course, err := lessons.Load(layers...)
	if err != nil {
		return nil, err
	}
	course.Serve(draw.FS(course))
	return course, nil
}
