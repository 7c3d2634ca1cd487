// Package llm is the language model behind answers, on any server that speaks
// the OpenAI protocol. A model is never a source: what it says is checked by
// the conversation, and the guide's own words are there without it.
package llm

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
	"github.com/sony/gobreaker/v2"

	"capheso/adapters/counts"
)

// Options are what an operator chooses.
type Options struct {
	URL   string // of the server, as "http://127.0.0.1:11434/v1"
	Model string // its name there
	Key   string // what the server wants to see; empty sends none

	// Daily is how many questions a day may be put to the model, by Vietnam's
	// calendar; 0 is no limit. Book has the count outlast a restart; nil does not.
	Daily int
	Book  *counts.Book

	Tally     Tally             // of what is asked and what it costs
	Log       *slog.Logger      // nil is silent
	Transport http.RoundTripper // nil is the usual one
}

// Client asks one server. Its methods are safe for concurrent use and block
// until the server has answered, ctx ends, or the breaker is open.
type Client struct {
	api     *openai.Client
	model   string
	log     *slog.Logger
	breaker *gobreaker.CircuitBreaker[string]
	forms   forms
	known   known
	day     day
	now     func() time.Time
	work    string // what it does, for the tally
	tally   Tally
}

// New makes a client and asks nothing of the server yet. The error is one of
// the options, in one line without the key.
func New(o Options) (*Client, error) {
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.User != nil {
		return nil, errors.New("the address of the model is no URL such as http://127.0.0.1:11434/v1, without a password in it")
	}
	if o.Model == "" || strings.ContainsAny(o.Model, "\r\n") {
		return nil, errors.New("the name of the model is missing; give it with --llm-model")
	}
	if strings.ContainsAny(o.Key, "\r\n\x00") {
		return nil, errors.New("the key of the model is not one line")
	}
	config := openai.DefaultConfig(o.Key)
	config.BaseURL = strings.TrimRight(o.URL, "/")
	config.HTTPClient = &http.Client{Transport: bounded{o.transport()}, CheckRedirect: stay}
	config.EmptyMessagesLimit = emptyLines
	c := &Client{api: openai.NewClientWithConfig(config), model: o.Model, log: o.Log, now: time.Now, day: day{most: o.Daily, book: o.Book},
		work: "answer", tally: o.Tally}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.breaker = newBreaker(c.log)
	return c, nil
}

// emptyLines is how many lines without a word a stream may have in a row: some
// gateways send one a second to keep the line open.
const emptyLines = 10_000

func (o Options) transport() http.RoundTripper {
	if o.Transport != nil {
		return o.Transport
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = connections
	t.ResponseHeaderTimeout = time.Minute
	return t
}

// connections are kept open to the server.
const connections = 16

// stay refuses to be sent elsewhere: what is asked, and the key, are for the
// server that the operator named.
func stay(to *http.Request, _ []*http.Request) error {
	return fmt.Errorf("the model's server wants to send us to %s; give that address with --llm-url", to.URL.Host)
}

// most is how much of an answer is read, in bytes. Speech is the longest.
const most = 16 << 20

// bounded is a transport that reads no answer without end.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.next.RoundTrip(r)
	if err == nil {
		resp.Body = body{io.LimitReader(resp.Body, most), resp.Body}
	}
	return resp, err
}

// body is an answer whose end is read before it is closed: a connection is used
// again only after that.
type body struct {
	io.Reader
	io.Closer
}

func (b body) Close() error {
	_, _ = io.CopyN(io.Discard, b.Reader, 1<<10)
	return b.Closer.Close()
}
