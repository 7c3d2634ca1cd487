package main

import (
	"fmt"
	"io/fs"
	"os"

	"capheso/dialogs"
	"capheso/lessons"
	"capheso/lessons/draw"
	"capheso/lessons/search"
)

// openWorld reads the course and builds what the conversation reads.
func openWorld(content string) (*dialogs.World, error) {
	course, err := openCourse(content)
	if err != nil {
		return nil, err
	}
	return &dialogs.World{Course: course, Index: search.New(search.Docs(course)), Units: lessons.EmbeddedUnits()}, nil
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
