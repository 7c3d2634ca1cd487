package main

import (
	"errors"
	"log/slog"

	"capheso/adapters/llm"
	"capheso/adapters/secrets"
)

// llmFlags name the language model that rephrases answers. Without them the
// bot answers in the words of its guides. The key is no flag: see capheso
// secrets.
type llmFlags struct {
	URL   string `name:"url" help:"Base URL of a language model that speaks the OpenAI protocol, to rephrase answers. Default: none." placeholder:"http://127.0.0.1:11434/v1"`
	Model string `help:"Name of the model there." placeholder:"NAME"`
}

// client is the language model, or nil when none is named.
func (f llmFlags) client(log *slog.Logger) (*llm.Client, error) {
	switch {
	case f.URL == "" && f.Model == "":
		return nil, nil
	case f.URL == "":
		return nil, errors.New("a model is named but not where it is; give its address with --llm-url")
	}
	key, err := keys.Get("llm-key")
	if err != nil && !errors.Is(err, secrets.ErrNotSet) { // a model on this machine needs none
		return nil, err
	}
	if key.Fallback != "" {
		log.Info(key.Fallback)
	}
	return llm.New(llm.Options{URL: f.URL, Model: f.Model, Key: key.Value.Reveal(), Log: log})
}
