package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"capheso/bot/health"
	"capheso/cmd/capheso/control"
)

// doctorCmd says how the bot stands.
type doctorCmd struct {
	serveCmd
	JSON bool `help:"Write what was found as JSON."`
}

// openWait is how long the doctor waits for a store.
const openWait = 10 * time.Second

// Run asks the running bot; where none runs it looks by itself.
func (d *doctorCmd) Run(c *streams, all *cli) error {
	dir, err := dataFolder(d.Data)
	if err != nil {
		return err
	}
	found, err := askDoctor(c.ctx, dir)
	if errors.Is(err, control.ErrNotRunning) {
		found, err = d.look(c, all, dir, err)
	}
	if err != nil {
		return err
	}
	if d.JSON {
		err = json.NewEncoder(c.stdout).Encode(found)
	} else {
		err = tell(c.stdout, found)
	}
	if err == nil && health.Worst(found) > health.Well {
		err = errTold
	}
	return err
}

// askDoctor has the running bot look.
func askDoctor(ctx context.Context, dir string) (found []health.Finding, err error) {
	var out bytes.Buffer
	if err := control.Call(ctx, dir, "doctor", nil, nil, &out); err != nil {
		return nil, err
	}
	return found, json.Unmarshal(out.Bytes(), &found)
}

// look looks at what can be seen without a running bot.
func (d *doctorCmd) look(c *streams, all *cli, dir string, why error) ([]health.Finding, error) {
	found := []health.Finding{{Check: "running", Grade: health.Broken, What: "The bot does not run here: " + oneLine(why.Error()) + ".",
		Do: "Start it: capheso serve, or systemctl start capheso"}}
	world, err := openWorld(all.Content)
	if err != nil {
		return nil, err
	}
	checks := []health.Check{health.Hidden(world.Course, time.Now)}
	if d.Store == "" {
		if _, err := os.Stat(filepath.Join(dir, storeFile)); errors.Is(err, os.ErrNotExist) && !exists(filepath.Join(dir, storeFile+".made")) {
			return append(append(found, health.Finding{Check: "store", What: "There is no store in " + dir + " yet: the first start makes it."}), health.New(checks...).Look(c.ctx)...), nil
		}
	}
	ctx, cancel := context.WithTimeout(c.ctx, openWait)
	defer cancel()
	log := newLog(io.Discard)
	st, _, err := openServed(ctx, d.Store, dir, log)
	if err != nil {
		return append(append(found, health.Finding{Check: "store", Grade: health.Broken, Stops: true,
			What: "The store cannot be opened: " + oneLine(err.Error()) + ".", Do: "Do what the line says."}), health.New(checks...).Look(c.ctx)...), nil
	}
	defer st.Close()
	_, channels, done, err := d.channels(dir, st, world, log)
	if err != nil {
		return nil, err
	}
	defer done()
	checks = append(checks, health.Store(st), health.Disk(st, func() (int64, error) { return freeOn(dir) }),
		health.Outbox(st, time.Now, names(channels)...), health.Asked(st, time.Now), health.Channels(time.Now, nil, channels...), health.Unanswered(st, world, time.Now))
	return append(found, health.New(checks...).Look(c.ctx)...), nil
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// tell writes what was found, what needs somebody first.
func tell(w io.Writer, found []health.Finding) error {
	var err error
	for grade := health.Broken; grade >= health.Well; grade-- {
		for _, f := range found {
			if f.Grade != grade {
				continue
			}
			_, failed := fmt.Fprintf(w, "%-10s %s\n", f.Grade, f.What)
			if err = errors.Join(err, failed); f.Do != "" {
				_, failed = fmt.Fprintf(w, "%-10s → %s\n", "", f.Do)
				err = errors.Join(err, failed)
			}
		}
	}
	return err
}
