package botapi

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// request is one method call.
type request struct {
	method string
	params map[string]string // JSON values as their text
	files  map[string]int    // uploaded: field → size
	r      *http.Request     // nil when it came as the answer to a webhook
}

func (q *request) chatID() int64 {
	id, _ := strconv.ParseInt(q.params["chat_id"], 10, 64)
	return id
}

func (q *request) number(name string) int {
	n, _ := strconv.Atoi(q.params[name])
	return n
}

// maxBody is more than any test uploads.
const maxBody = 8 << 20

// readParams reads the parameters of a call in every form the real server
// takes: the query, urlencoded, multipart and JSON.
func readParams(r *http.Request) (map[string]string, map[string]int, error) {
	params, files := map[string]string{}, map[string]int{}
	for k, v := range r.URL.Query() {
		params[k] = v[0]
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return nil, nil, errors.New("can't parse the form")
		}
		for k, v := range r.PostForm {
			params[k] = v[0]
		}
	case "multipart/form-data":
		return params, files, readMultipart(r, params, files)
	case "application/json":
		return params, files, readJSON(r.Body, params)
	}
	return params, files, nil
}

func readMultipart(r *http.Request, params map[string]string, files map[string]int) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.New("can't parse the multipart form")
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if part.FileName() != "" {
			files[part.FormName()] = len(data)
		} else {
			params[part.FormName()] = string(data)
		}
	}
}

func readJSON(r io.Reader, params map[string]string) error {
	var values map[string]json.RawMessage
	if err := json.NewDecoder(r).Decode(&values); err != nil && !errors.Is(err, io.EOF) {
		return errors.New("can't parse JSON object")
	}
	for k, raw := range values {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = strings.TrimSpace(string(raw))
		}
		params[k] = text
	}
	return nil
}
