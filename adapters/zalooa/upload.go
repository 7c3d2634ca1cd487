package zalooa

import (
	"context"
	"errors"
	"path"
	"sync"
	"time"
)

// uploadLife is how long an upload is used: Zalo keeps it for seven days.
const uploadLife = 6 * 24 * time.Hour

// maxPicture is the largest picture Zalo takes, in bytes.
const maxPicture = 1 << 20

// uploads remembers the pictures Zalo has.
type uploads struct {
	mu  sync.Mutex
	had map[string]uploaded // by name
}

type uploaded struct {
	id string
	at time.Time
}

func (u *uploads) get(name string, now time.Time) (string, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	up, ok := u.had[name]
	return up.id, ok && now.Sub(up.at) < uploadLife
}

func (u *uploads) put(name, id string, now time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.had == nil {
		u.had = map[string]uploaded{}
	}
	u.had[name] = uploaded{id, now}
}

func (u *uploads) drop(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.had, name)
}

// upload is Zalo's id of a picture of the course, uploaded when it has none.
// Two sends at once may upload it twice, which does no harm.
func (c *Channel) upload(ctx context.Context, name string) (string, error) {
	if id, ok := c.uploads.get(name, c.now()); ok {
		return id, nil
	}
	if c.o.Picture == nil {
		return "", errNoPicture
	}
	data, err := c.o.Picture(name)
	if err != nil || len(data) > maxPicture {
		return "", errors.Join(errNoPicture, err)
	}
	form, err := uploadForm(path.Base(name), data)
	if err != nil {
		return "", err
	}
	var out struct {
		ID word `json:"attachment_id"`
	}
	err = c.authorised(ctx, form, &out)
	var api *Error
	if errors.As(err, &api) && api.Code != 0 && table[api.Code] == bug {
		c.told.refused.count(c, "zalo oa: a picture was refused; the words go without it", "picture", name, "err", err)
		return "", errNoPicture
	}
	if err != nil {
		return "", err
	}
	if out.ID == "" {
		return "", &Error{Status: 200}
	}
	c.uploads.put(name, string(out.ID), c.now())
	return string(out.ID), nil
}

// errNoPicture: there is none that Zalo would take. The words go without it.
var errNoPicture = errors.New("zalo oa: no picture that can be sent")
