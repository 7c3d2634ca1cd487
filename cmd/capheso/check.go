package main

import (
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"time"

	"capheso/lessons"
)

// checkCmd checks the course.
type checkCmd struct {
	Warnings bool `help:"Print warnings too."`
}

func (cmd *checkCmd) Run(c *streams, all *cli) error {
	layers := []fs.FS{lessons.Embedded()}
	if all.Content != "" {
		layers = append(layers, os.DirFS(all.Content))
	}
	course, err := lessons.Load(layers...)
	if err != nil {
		fmt.Fprintln(c.stdout, err)
		return errTold
	}
	problems := lessons.Problems(lessons.Lint(course, time.Now()))
	wrong := problems.Errors()
	shown := wrong
	if cmd.Warnings {
		shown = problems
	}
	for _, p := range shown {
		fmt.Fprintln(c.stdout, p)
	}
	if len(wrong) > 0 {
		fmt.Fprintf(c.stdout, "%d problems to mend\n", len(wrong))
		return errTold
	}
	fmt.Fprintf(c.stdout, "the course is in order: %d guides, %d articles, %d lessons, %d tracks, %d tips, %d replies to what it does not cover; %d warnings\n",
		len(course.Guides), len(course.Articles), len(course.Lessons), len(course.Tracks), len(course.Tips), len(course.Outsides), len(problems)-len(wrong))
	return nil
}

// versionCmd prints the version.
type versionCmd struct{}

func (versionCmd) Run(c *streams) error {
	version, commit := "devel", "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value
			}
		}
	}
	_, err := fmt.Fprintf(c.stdout, "capheso %s, commit %s\n", version, commit)
	return err
}
