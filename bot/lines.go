package bot

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// longestLine is how much of a line is read as one message, in bytes.
const longestLine = 1 << 20

// Lines reads r in the background, line by line, so that who waits for a line
// can also stop waiting. The channel is closed when r ends or fails; failed
// then says why, nil for an ordinary end. What is longer than a message can be
// is cut.
func Lines(r io.Reader) (lines <-chan string, failed func() error) {
	out := make(chan string)
	var err error
	go func() {
		defer close(out)
		buffered := bufio.NewReaderSize(r, 1<<16)
		for err == nil {
			var line string
			if line, err = readLine(buffered); err == nil || line != "" {
				out <- line
			}
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
	}()
	return out, func() error { return err }
}

// readLine reads a line without its end.
func readLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		part, err := r.ReadSlice('\n')
		b.Write(part[:min(len(part), longestLine-b.Len())])
		if !errors.Is(err, bufio.ErrBufferFull) {
			return strings.TrimRight(b.String(), "\r\n"), err
		}
	}
}
