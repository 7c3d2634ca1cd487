package botapi

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Record is a voice note from the person of a private chat. It returns the
// update's id.
func (s *Server) Record(chat int64, seconds int, data []byte) int64 {
	s.mu.Lock()
	id := "AwACAgUAAx" + strconv.Itoa(len(s.notes))
	s.notes[id] = data
	s.mu.Unlock()
	return s.SayMore(chat, map[string]any{"voice": map[string]any{
		"file_id": id, "file_unique_id": "u" + id, "duration": seconds, "mime_type": "audio/ogg", "file_size": len(data),
	}})
}

// largestFile a bot may fetch.
const largestFile = 20 << 20

func (s *Server) getFile(q *request) result {
	id := q.params["file_id"]
	data, ok := s.notes[id]
	switch {
	case !ok:
		return bad("invalid file_id")
	case len(data) > largestFile:
		return bad("file is too big")
	}
	return good(map[string]any{"file_id": id, "file_unique_id": "u" + id, "file_size": len(data), "file_path": "voice/" + id + ".oga"})
}

// serveFile answers /file/bot<token>/voice/<id>.oga.
func (s *Server) serveFile(w http.ResponseWriter, path string) {
	id := strings.TrimSuffix(strings.TrimPrefix(path, "voice/"), ".oga")
	s.mu.Lock()
	s.calls["file"]++
	data, ok := s.notes[id]
	s.mu.Unlock()
	if !ok {
		write(w, problem(http.StatusNotFound, "Not Found"))
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data)
}

func (s *Server) sendVoice(q *request) result {
	id, no := s.reach(q)
	if no != nil {
		return *no
	}
	file := q.params["voice"]
	size, uploaded := q.files["voice"]
	switch {
	case uploaded && size > 0:
		file = fmt.Sprintf("AwACAgUAAy%d", len(s.voices))
		s.voices[file] = size
	case s.voices[file] > 0:
		size = s.voices[file]
	case file == "":
		return bad("there is no voice in the request")
	default:
		return bad("wrong remote file identifier specified: can't unserialize it")
	}
	to := 0
	if _, rest, ok := strings.Cut(q.params["reply_parameters"], `"message_id":`); ok {
		to, _ = strconv.Atoi(rest[:strings.IndexAny(rest+",", ",}")])
	}
	return s.keep(Message{Chat: id, Voice: size, File: file, To: to}, q)
}
