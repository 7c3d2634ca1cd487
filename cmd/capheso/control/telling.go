package control

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"strconv"
	"time"
)

// Teller is what the out of a Command is as well. Tell says to the caller how
// many things are done of how many, -1 where nobody knows. It may be called as
// often as one likes, by one goroutine; once something is written it does
// nothing.
type Teller interface {
	Tell(doing string, done, total int)
}

// Watching has a Call with the context it returns pass on what the command
// tells, before anything is written to its out.
func Watching(ctx context.Context, tell func(doing string, done, total int)) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		Got1xxResponse: func(_ int, header textproto.MIMEHeader) error {
			far, err := url.ParseQuery(header.Get(progress))
			done, bad := strconv.Atoi(far.Get("done"))
			total, worse := strconv.Atoi(far.Get("total"))
			if err == nil && bad == nil && worse == nil {
				tell(far.Get("doing"), done, total)
			}
			return nil
		},
	})
}

// How a command that is not done yet tells how far it is.
const (
	progress  = "Capheso-Progress"
	tellEvery = 200 * time.Millisecond
)

// flushed sends what is written at once.
type flushed struct {
	http.ResponseWriter
	wrote bool
	told  time.Time
}

func (f *flushed) Write(p []byte) (int, error) {
	f.wrote = true
	n, err := f.ResponseWriter.Write(p)
	if err == nil {
		err = http.NewResponseController(f.ResponseWriter).Flush()
	}
	return n, err
}

// Tell is Teller's.
func (f *flushed) Tell(doing string, done, total int) {
	if f.wrote || time.Since(f.told) < tellEvery {
		return
	}
	f.told = time.Now()
	far := url.Values{"doing": {doing}, "done": {strconv.Itoa(done)}, "total": {strconv.Itoa(total)}}
	f.Header().Set(progress, far.Encode())
	f.WriteHeader(http.StatusProcessing)
	f.Header().Del(progress)
}
