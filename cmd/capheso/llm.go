package main

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"capheso/adapters/counts"
	"capheso/adapters/llm"
	"capheso/adapters/secrets"
	"capheso/bot"
	"capheso/bot/meter"
	"capheso/dialogs"
)

// llmFlags name the language model that rephrases answers. Without them the
// bot answers in the words of its guides. The key is no flag: see capheso
// secrets.
type llmFlags struct {
	URL      string `name:"url" help:"Base URL of a language model that speaks the OpenAI protocol, to rephrase answers. Default: none." placeholder:"http://127.0.0.1:11434/v1"`
	Model    string `help:"Name of the model there." placeholder:"NAME"`
	Daily    int    `help:"Questions a day that may be put to the model; the others are answered by the guides. 0 is no limit." default:"2000" placeholder:"N"`
	AudioURL string `name:"audio-url" help:"Base URL of the server that hears and speaks, when it is another one." placeholder:"URL"`
	Hear     string `help:"Name of the model that writes down voice notes. Default: none, and people are asked to type." placeholder:"NAME"`
	Speak    string `help:"Name of the model that reads replies aloud on Telegram. Default: none." placeholder:"NAME"`
	Voice    string `help:"Its voice." default:"alloy" placeholder:"NAME"`
	Learner  int    `help:"How many of them may come from one phone." default:"20" placeholder:"N"`

	meter *meter.Meter // counts what models are asked; nil counts nothing
}

// client is the language model, or nil when none is named. book counts its
// questions and may be nil.
func (f llmFlags) client(book *counts.Book, log *slog.Logger) (*llm.Client, error) {
	switch {
	case f.URL == "" && f.Model == "":
		return nil, nil
	case f.URL == "":
		return nil, errors.New("a model is named but not where it is; give its address with --llm-url")
	case f.Daily < 0 || f.Learner < 1:
		return nil, errors.New("--llm-daily is a number of questions, --llm-learner one of at least 1")
	}
	key, err := keys.Get("llm-key")
	if err != nil && !errors.Is(err, secrets.ErrNotSet) { // a model on this machine needs none
		return nil, err
	}
	if key.Fallback != "" {
		log.Info(key.Fallback)
	}
	return llm.New(llm.Options{URL: f.URL, Model: f.Model, Key: key.Value.Reveal(), Daily: f.Daily, Book: book, Tally: f.tally(), Log: log})
}

// join has the model take part in the conversations of a bot, if one is named.
// What it did is counted in dir. done ends that.
func (f llmFlags) join(b *bot.Bot, world *dialogs.World, dir string, log *slog.Logger) (done func(), err error) {
	done = func() {}
	if f.URL == "" && f.Model == "" {
		return done, nil
	}
	book, err := counts.Open(filepath.Join(dir, "llm-counts"), time.Now())
	if err != nil {
		return done, fmt.Errorf("count the questions to the model: %w", err)
	}
	model, err := f.client(book, log)
	if err != nil {
		book.Close()
		return done, err
	}
	world.Model = dialogs.Model{On: true, Daily: f.Learner}
	b.AnswerBy(model)
	return func() { book.Close() }, nil
}

func (f llmFlags) tally() llm.Tally {
	return llm.Tally{Called: f.meter.Model, Spent: f.meter.Tokens}
}
