package main

import (
	"fmt"
	"os"
	"path/filepath"

	"capheso/lessons"
)

// picturesCmd writes the drawn pictures to look at or to print. The program
// itself needs no such files: it draws what it shows.
type picturesCmd struct {
	Guide string `arg:"" optional:"" help:"The id of one guide. Default: all."`
	Out   string `short:"o" help:"Folder to write them into." default:"pictures" placeholder:"DIR"`
}

// maxPicture is how large a picture may be: a phone on a slow line has to load
// it, and Zalo takes no more than a megabyte.
const maxPicture = 200 << 10

func (cmd *picturesCmd) Run(c *streams, all *cli) error {
	course, err := openCourse(all.Content)
	if err != nil {
		return err
	}
	guides := course.Guides
	if cmd.Guide != "" {
		g, ok := course.Guide(cmd.Guide)
		if !ok {
			return fmt.Errorf("there is no guide %q", cmd.Guide)
		}
		guides = []lessons.Guide{*g}
	}
	if err := os.MkdirAll(cmd.Out, 0o755); err != nil {
		return fmt.Errorf("no folder for the pictures: %w", err)
	}
	n, sum, largest := 0, 0, 0
	for _, g := range guides {
		for _, s := range g.Steps {
			if s.Screen == nil {
				continue
			}
			size, err := writePicture(course, s.Image, cmd.Out)
			if err != nil {
				return err
			}
			n, sum, largest = n+1, sum+size, max(largest, size)
		}
	}
	fmt.Fprintf(c.stdout, "%d pictures in %s, %d kB in all, the largest has %d kB\n", n, cmd.Out, sum>>10, largest>>10)
	return nil
}

func writePicture(course *lessons.Course, name, dir string) (int, error) {
	data, err := course.ReadFile(name)
	if err != nil {
		return 0, err
	}
	if len(data) > maxPicture {
		return 0, fmt.Errorf("%s has %d kB; the most is %d: take something out of its sketch", name, len(data)>>10, maxPicture>>10)
	}
	file := filepath.Join(dir, filepath.Base(name))
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return 0, fmt.Errorf("write a picture: %w", err)
	}
	return len(data), nil
}
