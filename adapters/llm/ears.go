package llm

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/sashabaranov/go-openai"

	"capheso/adapters"
)

// Ears write down voice notes with a model of the server. They have a breaker
// of their own: a server that cannot hear may well answer.
type Ears struct{ c *Client }

var _ adapters.Ears = (*Ears)(nil)

// NewEars makes ears of the model that Options name.
func NewEars(o Options) (*Ears, error) {
	c, err := New(o)
	if err != nil {
		return nil, err
	}
	c.work = "hear"
	return &Ears{c}, nil
}

// Hear is described in package adapters.
func (e *Ears) Hear(ctx context.Context, s adapters.Sound) (string, error) {
	if len(s.Data) == 0 || len(s.Data) > adapters.MostSound {
		e.c.told(withheld, 0)
		return "", adapters.ErrSound
	}
	began := e.c.now()
	text, err := e.c.guarded(func() (string, error) {
		resp, err := e.c.api.CreateTranscription(ctx, openai.AudioRequest{
			Model: e.c.model, FilePath: s.Name, Reader: bytes.NewReader(s.Data), Language: "vi", Format: openai.AudioResponseFormatJSON,
		})
		return resp.Text, err
	})
	e.c.called(ctx, began, err)
	return strings.TrimSpace(text), err
}

// errSpeech: the server sent something that is no voice note.
var errSpeech = errors.New("the model's server sent no speech that a voice note can be made of")
