package main

import (
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"sync"

	"capheso/bot"
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

// openWorld reads the course. Its index is built when somebody asks the first
// question; who serves has it built beside everything else.
func openWorld(content string) (*dialogs.World, error) {
	open := builtIn
	if content != "" {
		open = func() (library, error) { return openLibrary(content) }
	}
	var l library
	var err error
	parts := []func(){func() { l, err = open() }, func() { lessons.EmbeddedUnits() }}
	bot.Each(len(parts), func(i int) { parts[i]() })
	if err != nil {
		return nil, err
	}
	return &dialogs.World{Course: l.course, Index: l.index, Units: lessons.EmbeddedUnits()}, nil
}

// settle makes ready what the first question needs, and gives the memory that
// the start took back to the system.
func settle(w *dialogs.World) {
	w.Index.Ready()
	debug.FreeOSMemory()
}

func openLibrary(content string) (library, error) {
	course, err := openCourse(content)
	if err != nil {
		return library{}, err
	}
	docs := search.Docs(course)
	return library{course, search.Later(func() []search.Doc { return docs })}, nil
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
	course, err := lessons.LoadBy(bot.Each, layers...)
	if err != nil {
		return nil, err
	}
	course.Serve(draw.FS(course))
	return course, nil
}
