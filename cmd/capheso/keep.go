package main

import (
	"fmt"
	"time"

	"capheso/bot"
	"capheso/dialogs"
)

// keepFlags say for how long what is kept.
type keepFlags struct {
	Silent int `help:"Months without a word after which everything about a learner is erased; 0 is never. Learners are told." default:"24" placeholder:"MONTHS"`
	Facts  int `help:"Months for which what was learnt and asked is kept for the reports; 0 is as long as the learner." default:"0" placeholder:"MONTHS"`
	Events int `help:"Days for which it is remembered which events came and which messages went. Networks send again within days." default:"14" placeholder:"DAYS"`
}

// fewestDays is how long networks may send an event again.
const fewestDays = 3

// set tells the world and the bot.
func (f keepFlags) set(w *dialogs.World, b *bot.Bot) {
	w.Silence = f.Silent
	b.Keep = bot.Keep{Events: time.Duration(f.Events) * 24 * time.Hour, Facts: f.Facts}
}

// Validate is called by kong.
func (f keepFlags) Validate() error {
	switch {
	case f.Silent < 0 || f.Facts < 0:
		return fmt.Errorf("--keep-silent and --keep-facts are months, 0 or more")
	case f.Events < fewestDays:
		return fmt.Errorf("--keep-events is %d days at least: networks send again what they were not sure of", fewestDays)
	}
	return nil
}
