package dialogs

import (
	"encoding/json"
	"fmt"
)

// Encode writes a session for the store. What it writes is read by every later
// release.
func Encode(s Session) ([]byte, error) { return json.Marshal(s) }

// Decode reads what Encode wrote, in this release or an earlier one. A place
// this release does not know becomes the menu.
func Decode(data []byte) (Session, error) {
	var s Session
	if err := json.Unmarshal(data, &s); err != nil {
		return Session{}, fmt.Errorf("decode a session: %w", err)
	}
	return s, nil
}
