package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"capheso/dialogs"
	"capheso/lessons/viet"
)

// askCmd answers questions without a conversation.
type askCmd struct {
	JSON bool `name:"json" help:"Print a JSON object on a line for each question."`
}

// answer is what is printed of a question. Article is what was answered, or the
// best guess when the verdict is unsure; candidates are there either way.
type answer struct {
	Question   string      `json:"question"`
	Verdict    string      `json:"verdict"`
	Article    string      `json:"article"`
	Topic      string      `json:"topic"`
	Candidates []candidate `json:"candidates"`
	Text       string      `json:"text"`
	Sources    []string    `json:"sources"`
}

// candidate is an article that was found, best first.
type candidate struct {
	ID    string  `json:"id"`
	Topic string  `json:"topic"`
	Score float64 `json:"score"`
}

func (cmd *askCmd) Run(c *streams, all *cli) error {
	world, err := openWorld(all.Content)
	if err != nil {
		return err
	}
	in := bufio.NewReader(c.stdin)
	out := bufio.NewWriter(c.stdout)
	for c.ctx.Err() == nil {
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read the questions: %w", err)
		}
		if q := strings.TrimSpace(line); q != "" {
			if err := cmd.print(out, reply(world, q)); err != nil {
				return fmt.Errorf("write the answers: %w", err)
			}
		}
		if err != nil {
			return out.Flush()
		}
	}
	return out.Flush()
}

// reply answers one question.
func reply(w *dialogs.World, question string) answer {
	text, _ := dialogs.Redact(viet.Clean(question))
	f := w.Find(text)
	a := answer{Question: text, Verdict: string(f.Verdict), Candidates: []candidate{}, Sources: []string{}}
	for _, h := range f.Hits {
		a.Candidates = append(a.Candidates, candidate{h.ID, string(h.Topic), h.Score})
	}
	a.Text = strings.Join(w.FindingText(text, f), "\n")
	a.Article = f.Likeliest()
	a.Topic = string(w.TopicOf(a.Article))
	a.Sources = append(a.Sources, w.SourcesOf(f.ID)...)
	return a
}

func (cmd *askCmd) print(w *bufio.Writer, a answer) error {
	if !cmd.JSON {
		_, err := fmt.Fprintf(w, "? %s\n%s: %s\n\n", a.Question, a.Verdict, a.Text)
		return err
	}
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if _, err := w.Write(append(data, '\n')); err != nil {
		return err
	}
	return w.Flush()
}
