package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sashabaranov/go-openai"
)

// The errors of an answer that is none. They end an attempt, and nobody reads
// more into them.
var (
	errCut     = errors.New("the answer was cut off")
	errRefused = errors.New("the model refuses to answer")
	errLong    = errors.New("the answer is too long")
)

// longest is how much text an answer may have, in bytes, and tokens how much
// the model is asked for.
const (
	longest = 16 << 10
	tokens  = 700
)

// say sends one conversation and returns the whole answer. It streams, so that
// a model that does not stop is stopped.
func (c *Client) say(ctx context.Context, r openai.ChatCompletionRequest) (string, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	stream, err := c.api.CreateChatCompletionStream(ctx, r)
	if err != nil {
		return "", err
	}
	answer, used, err := whole(stream)
	if !alive(err) {
		stop() // what is left early is read no further
	} else {
		defer time.AfterFunc(goodbye, stop).Stop()
		used = last(stream, used)
	}
	stream.Close()
	c.used(used)
	return answer, err
}

// goodbye is how long the end of a stream may take after its last word. Who
// waits for it can use the connection again, and hears what the answer cost.
const goodbye = 100 * time.Millisecond

// last is the usage that a server tells after its last word, or nil.
func last(stream *openai.ChatCompletionStream, used *openai.Usage) *openai.Usage {
	for used == nil {
		part, err := stream.Recv()
		if err != nil {
			return nil
		}
		used = part.Usage
	}
	return used
}

// whole reads a stream to its end. go-openai ends one that was cut off like one
// that is complete: only a finish_reason tells them apart.
func whole(stream *openai.ChatCompletionStream) (answer string, used *openai.Usage, err error) {
	var b strings.Builder
	for {
		part, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return "", used, errCut
		}
		if err != nil {
			return "", used, err
		}
		if part.Usage != nil { // some tell it along the way
			used = part.Usage
		}
		if len(part.Choices) == 0 {
			continue
		}
		choice := part.Choices[0]
		if choice.Delta.Refusal != "" {
			return "", used, errRefused
		}
		if b.WriteString(choice.Delta.Content); b.Len() > longest {
			return "", used, errLong
		}
		switch choice.FinishReason {
		case "", openai.FinishReasonNull:
		case openai.FinishReasonStop:
			return b.String(), used, nil
		case openai.FinishReasonLength:
			return "", used, errLong
		case openai.FinishReasonContentFilter:
			return "", used, errRefused
		default:
			return "", used, fmt.Errorf("%w: %s", errCut, choice.FinishReason)
		}
	}
}

// request is a conversation of two messages: what the model is to do, and the
// data it does it with.
func (c *Client) request(task, data string, form *openai.ChatCompletionResponseFormat) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{
		Model: c.model, ResponseFormat: form,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: task},
			{Role: openai.ChatMessageRoleUser, Content: data},
		},
	}
	if reasons(c.model) { // go-openai refuses the other fields for these names
		r.MaxCompletionTokens = 4 * tokens
	} else {
		//lint:ignore SA1019 servers of one machine know only the old name, and would answer without end
		r.MaxTokens = tokens
		r.Temperature = math.SmallestNonzeroFloat32 // 0 would be left out
	}
	return r
}

// reasons reports a model that thinks before it speaks, by its name.
func reasons(model string) bool {
	for _, p := range []string{"o1", "o3", "o4", "gpt-5", "gpt-6"} {
		if strings.HasPrefix(model, p) {
			return true
		}
	}
	return false
}

// forms remembers which form of answer a server takes: some know no JSON
// schema, some no JSON at all, and some do not tell what an answer costs.
type forms struct{ at atomic.Int32 }

// The forms, from the strictest.
const (
	bySchema = iota
	byJSON
	asText
	manyForms // the same again, without asking what the answer costs
)

// ask says one conversation and wants an object of the schema. A server that
// refuses the form is asked again with a looser one, now and from then on.
func (c *Client) ask(ctx context.Context, task, data, name string, schema []byte) (string, error) {
	for {
		at := c.forms.at.Load()
		r := c.request(task, data, form(at%manyForms, name, schema))
		if at < manyForms {
			r.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
		}
		answer, err := c.say(ctx, r)
		if !refusesForm(err) || at == manyForms+asText {
			return answer, err
		}
		if c.forms.at.CompareAndSwap(at, at+1) {
			c.log.Info("the model's server does not take this form of answer; asking in a looser one")
		}
	}
}

func form(at int32, name string, schema []byte) *openai.ChatCompletionResponseFormat {
	switch at {
	case bySchema:
		return &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: name, Schema: raw(schema), Strict: true},
		}
	case byJSON:
		return &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	return nil
}

// raw is JSON that is written as it is.
type raw []byte

// MarshalJSON is the JSON itself.
func (r raw) MarshalJSON() ([]byte, error) { return r, nil }

// refusesForm reports an answer that says the request cannot be understood.
func refusesForm(err error) bool {
	s := status(err)
	return s == http.StatusBadRequest || s == http.StatusUnprocessableEntity
}

// status is the HTTP status of a failed request; 0 when there is none.
// RequestError comes first: it may hold an APIError without a status.
func status(err error) int {
	var failed *openai.RequestError
	if errors.As(err, &failed) {
		return failed.HTTPStatusCode
	}
	var told *openai.APIError
	if errors.As(err, &told) {
		return told.HTTPStatusCode
	}
	return 0
}
