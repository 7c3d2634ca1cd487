package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"capheso/adapters/llm"
	"capheso/adapters/secrets"
	"capheso/bot"
	"capheso/dialogs"
)

// audio are the options of one of the models that hear and speak.
func (f llmFlags) audio(model string, log *slog.Logger) (llm.Options, error) {
	o := llm.Options{URL: f.AudioURL, Model: model, Tally: f.tally(), Log: log}
	if o.URL == "" {
		o.URL = f.URL
	}
	if o.URL == "" {
		return o, errors.New("a model that hears or speaks is named but not where it is; give its address with --llm-url or --llm-audio-url")
	}
	key, err := keys.Get("llm-key")
	if err != nil && !errors.Is(err, secrets.ErrNotSet) { // a model on this machine needs none
		return o, err
	}
	o.Key = key.Value.Reveal()
	return o, nil
}

// hear has voice notes written down, if a model for it is named.
func (f llmFlags) hear(b *bot.Bot, world *dialogs.World, log *slog.Logger) error {
	if f.Hear == "" {
		return nil
	}
	o, err := f.audio(f.Hear, log)
	if err != nil {
		return err
	}
	ears, err := llm.NewEars(o)
	if err != nil {
		return err
	}
	world.Model.Hears = true
	if world.Model.Daily == 0 {
		world.Model.Daily = f.Learner
	}
	b.HearBy(ears)
	return nil
}

// mouth reads texts aloud, if a model for it is named; else it is nil. What was
// read is kept in dir.
func (f llmFlags) mouth(dir string, log *slog.Logger) (func(context.Context, string) ([]byte, error), error) {
	if f.Speak == "" {
		return nil, nil
	}
	o, err := f.audio(f.Speak, log)
	if err != nil {
		return nil, err
	}
	m, err := llm.NewMouth(o, f.Voice, filepath.Join(dir, "speech"))
	if err != nil {
		return nil, err
	}
	return m.Speak, nil
}
