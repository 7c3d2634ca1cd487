package zalooa

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"capheso/adapters"
	"capheso/dialogs"
)

const sendPath = "/v3.0/oa/message/cs"

// tokenWait is how long sends are parked while there is no token.
const tokenWait = 10 * time.Second

// oncePause is how long to wait before the one more try of error -200.
const oncePause = time.Second

// The body of a send.
type (
	outgoing struct {
		Recipient recipient `json:"recipient"`
		Message   content   `json:"message"`
	}
	recipient struct {
		User string `json:"user_id"`
	}
	content struct {
		Text       string      `json:"text,omitempty"`
		Attachment *attachment `json:"attachment,omitempty"`
	}
	attachment struct {
		Type    string  `json:"type"`
		Payload payload `json:"payload"`
	}
	payload struct {
		Template string    `json:"template_type,omitempty"`
		Elements []element `json:"elements,omitempty"`
		Buttons  []button  `json:"buttons,omitempty"`
	}
	element struct {
		Media string `json:"media_type"`
		URL   string `json:"url,omitempty"`
		ID    string `json:"attachment_id,omitempty"`
	}
	button struct {
		Title   string `json:"title"`
		Type    string `json:"type"`
		Payload string `json:"payload"`
	}
)

// Send makes one send, and at most one more: after a token that had to be
// renewed, a picture whose upload had expired, buttons that the account may
// not send, or a -200.
func (c *Channel) Send(ctx context.Context, to dialogs.UserID, r dialogs.Reply) (string, error) {
	id, ours := strings.CutPrefix(string(to), name+":")
	if !ours || !validID(word(id)) {
		return "", refused("zalo oa: not a learner of this channel")
	}
	paid, no := c.open(ctx, to)
	if no != nil {
		return "", no
	}
	if wait := c.pause.left(c.now()); wait > 0 {
		return "", &adapters.SendError{Fate: adapters.Again, After: wait, Err: errors.New("zalo oa: too many requests, waiting")}
	}
	done, err := c.attempt(ctx, id, r)
	if err != nil {
		v := c.judged(err)
		if r.Bulk && uncertain(err) {
			v.Fate = adapters.Refused // a tip that may have arrived does not come twice
		}
		return "", v
	}
	c.counted(to, paid, done)
	return string(done.ID), nil
}

// sentMessage is what Zalo says about a message it took.
type sentMessage struct {
	ID    word `json:"message_id"`
	Quota *struct {
		Type word `json:"quota_type"`
	} `json:"quota"`
}

// attempt sends a reply, and sends it again where the code says that something
// else about it will do.
func (c *Channel) attempt(ctx context.Context, id string, r dialogs.Reply) (done sentMessage, err error) {
	out, err := c.compose(ctx, id, r)
	if err != nil {
		return done, err
	}
	err = c.authorised(ctx, post(sendPath, out), &done)
	var api *Error
	if !errors.As(err, &api) || api.Code == 0 {
		return done, err
	}
	buttons := out.Message.Attachment != nil && len(out.Message.Attachment.Payload.Buttons) > 0
	switch {
	case buttons && (api.Code == -201 || api.Code == -233):
		c.o.Log.Warn("zalo oa: buttons are refused; every menu is numbered lines from now on", "err", err)
		c.plain.Store(true)
	case table[api.Code] == upload && r.Image != "":
		c.uploads.drop(r.Image)
	case table[api.Code] == once:
		if err := c.sleep(ctx, oncePause); err != nil {
			return done, err
		}
	default:
		return done, err
	}
	if out, err = c.compose(ctx, id, r); err != nil {
		return done, err
	}
	err = c.authorised(ctx, post(sendPath, out), &done)
	return done, err
}

// compose writes a reply as Zalo wants it. Text is NFC, because Zalo counts
// characters. A message carries a picture or buttons; a picture goes first,
// and the choices then stand in the text.
func (c *Channel) compose(ctx context.Context, id string, r dialogs.Reply) (outgoing, error) {
	out := outgoing{Recipient: recipient{id}, Message: content{Text: norm.NFC.String(r.Text)}}
	switch {
	case r.Image != "":
		e := element{Media: "image"}
		if strings.HasSuffix(strings.ToLower(r.Image), ".gif") {
			e.Media = "gif"
		}
		if err := c.picture(ctx, r.Image, &e); errors.Is(err, errNoPicture) {
			return out, nil
		} else if err != nil {
			return out, err
		}
		out.Message.Attachment = &attachment{"template", payload{Template: "media", Elements: []element{e}}}
	case len(r.Choices) > 0 && c.o.Buttons && !c.plain.Load():
		p := payload{}
		for _, choice := range r.Choices {
			p.Buttons = append(p.Buttons, button{choice.Label, "oa.query.show", choice.Label})
		}
		out.Message.Attachment = &attachment{"template", p}
		return out, nil
	}
	out.Message.Text = norm.NFC.String(numbered(r))
	return out, nil
}

// numbered is the text of a reply with the choices that did not become
// buttons. The label is what the learner sends back either way.
func numbered(r dialogs.Reply) string {
	lines := adapters.Pack(adapters.Limits{}, []dialogs.Reply{r})
	return lines[0].Text
}

// picture fills in where Zalo finds a picture.
func (c *Channel) picture(ctx context.Context, name string, e *element) (err error) {
	if strings.HasPrefix(name, "https://") {
		e.URL = name
		return nil
	}
	e.ID, err = c.upload(ctx, name)
	return err
}

// judged is what an error means, told where an operator has to know.
func (c *Channel) judged(err error) *adapters.SendError {
	var t *tokenError
	if errors.As(err, &t) && !brokenOff(err) {
		return &adapters.SendError{Fate: adapters.Parked, After: tokenWait, Err: err}
	}
	v := verdict(err, c.now())
	var api *Error
	if !errors.As(err, &api) || api.Code == 0 {
		return v
	}
	switch class, known := table[api.Code]; {
	case class == limited:
		c.pause.until(c.now().Add(limitedWait))
		c.told.limited.count(c, "zalo oa: too many requests; all sends wait a minute", "err", err)
	case class == config, class == quota, class == stale:
		c.told.blocked.count(c, "zalo oa: NOTHING CAN BE SENT until somebody acts in Zalo's console; messages wait", "err", err)
	case class == bug:
		c.told.refused.count(c, "zalo oa: a message was refused and given up", "err", err, "known", known)
	}
	return v
}

// brokenOff reports an attempt whose time was over.
func brokenOff(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// uncertain reports a request that may have been done: it left, and no answer
// came.
func uncertain(err error) bool {
	var (
		api *Error
		t   *tokenError
		op  *net.OpError
	)
	dialled := !errors.As(err, &op) || op.Op != "dial"
	return dialled && !errors.As(err, &api) && !errors.As(err, &t) && !errors.Is(err, context.Canceled)
}

func refused(why string) *adapters.SendError {
	return &adapters.SendError{Fate: adapters.Refused, Err: errors.New(why)}
}
