package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"text/tabwriter"
	"time"

	"capheso/lessons"
)

// checkCmd checks the course, or lists what is in it.
type checkCmd struct {
	Warnings bool `help:"Print warnings too."`
	Facts    bool `help:"List every number, telephone number and address of the course with its source, as a table with tabs." xor:"list"`
	Stats    bool `help:"Count the course by topic and by skill." xor:"list"`
}

func (cmd *checkCmd) Run(c *streams, all *cli) error {
	course, err := openCourse(all.Content)
	var broken lessons.Problems
	switch {
	case errors.As(err, &broken):
		fmt.Fprintln(c.stdout, err)
		return errTold
	case err != nil:
		return err
	case cmd.Facts:
		return printFacts(c.stdout, course)
	case cmd.Stats:
		return printStats(c.stdout, course)
	}
	return cmd.lint(c.stdout, course)
}

// lint prints what is to be mended, what is to be looked at again, and what a
// folder overrides.
func (cmd *checkCmd) lint(w io.Writer, course *lessons.Course) error {
	problems := lessons.Problems(lessons.Lint(course, time.Now()))
	wrong := problems.Errors()
	shown := wrong
	if cmd.Warnings {
		shown = problems
	}
	for _, p := range shown {
		fmt.Fprintln(w, p)
	}
	if !cmd.Warnings {
		printFresh(w, problems)
	}
	for _, o := range course.Overrides {
		fmt.Fprintf(w, "override: %s takes the place of %s of the course (%s)\n", o.File, o.Old, o.ID)
	}
	if len(wrong) > 0 {
		fmt.Fprintf(w, "%d problems to mend\n", len(wrong))
		return errTold
	}
	fmt.Fprintf(w, "the course is in order: %d guides, %d articles, %d lessons, %d tracks, %d tips, %d replies to what it does not cover; %d warnings\n",
		len(course.Guides), len(course.Articles), len(course.Lessons), len(course.Tracks), len(course.Tips), len(course.Outsides), len(problems)-len(wrong))
	return nil
}

// mostFresh is how many files to look at again are named; files are often
// written, and due, on one day.
const mostFresh = 20

// printFresh names what is to be looked at again.
func printFresh(w io.Writer, problems lessons.Problems) {
	n := 0
	for _, p := range problems {
		if p.Rule != lessons.FreshRule {
			continue
		}
		if n++; n <= mostFresh {
			fmt.Fprintln(w, p)
		}
	}
	if n > mostFresh {
		fmt.Fprintf(w, "and %d more to look at again (--warnings names them)\n", n-mostFresh)
	}
}

// printFacts writes one line for each thing that somebody can look up.
func printFacts(out io.Writer, course *lessons.Course) error {
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, "kind\twhat\twhere\tcodes\tsource")
	for _, f := range lessons.Facts(course) {
		source := strings.Join(course.Cite(f.Sources), "; ")
		if source == "" {
			source = "none wanted: " + f.Free
		}
		if len(f.Sources) == 0 && f.Free == "" {
			source = "NONE"
		}
		fmt.Fprintf(w, "%s\t%s\t%s:%d\t%s\t%s\n", f.Kind, f.Text, f.File, f.Line, strings.Join(f.Sources, " "), source)
	}
	return w.Flush()
}

// printStats writes the counts of a course.
func printStats(out io.Writer, course *lessons.Course) error {
	topics, skills := lessons.Stats(course)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "topic\tarticles\tguides\tsteps\tpictures\tstuck\tlessons\tquestions\treviews\ttips\t")
	for _, t := range topics {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n", named(t.Name), t.Articles, t.Guides, t.Steps, t.Screens, t.Stuck, t.Lessons, t.Quiz, t.Review, t.Tips)
	}
	fmt.Fprintln(w, "\nskill\tlessons\tquestions\treviews\t")
	for _, s := range skills {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t\n", named(s.Name), s.Lessons, s.Quiz, s.Review)
	}
	fmt.Fprintln(w, "\ntrack\tlessons\t")
	for _, t := range course.Syllabus() {
		fmt.Fprintf(w, "%s\t%d\t\n", t.ID, len(t.Lessons))
	}
	return w.Flush()
}

func named(name string) string {
	if name == "" {
		return "(none)"
	}
	return name
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
