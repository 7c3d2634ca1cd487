package bolt

import (
	"encoding/binary"

	"capheso/store"
)

// line is the ids of a learner's messages in the order they will be sent, bulk
// ones marked. Only the first is in the index of ready ones, and only the first
// is ever in flight or held.
type line []place

type place struct {
	id   store.MessageID
	bulk bool
}

const bulkPlace = 1 << 63

// position is where a new message goes: bulk ones last, personal ones before
// all bulk ones but one that is in flight.
func (l line) position(bulk, headFlies bool) int {
	if bulk {
		return len(l)
	}
	i := 0
	if headFlies {
		i = 1
	}
	for i < len(l) && !l[i].bulk {
		i++
	}
	return i
}

func (t *tx) readLine(key []byte) (l line, err error) {
	return lineOf(key, t.get(lines, key))
}

// lineOf reads a row.
func lineOf(key, value []byte) (l line, err error) {
	if value == nil {
		return nil, nil
	}
	body, ok := unseal(key, value)
	if !ok || len(body)%8 != 0 {
		return nil, damaged(lines, key)
	}
	for ; len(body) > 0; body = body[8:] {
		n := binary.BigEndian.Uint64(body)
		l = append(l, place{store.MessageID(n &^ bulkPlace), n&bulkPlace != 0})
	}
	return l, nil
}

func (t *tx) putLine(key []byte, l line) {
	if len(l) == 0 {
		t.del(lines, key)
		return
	}
	value := make([]byte, sumSize, sumSize+8*len(l))
	for _, p := range l {
		n := uint64(p.id)
		if p.bulk {
			n |= bulkPlace
		}
		value = binary.BigEndian.AppendUint64(value, n)
	}
	t.put(lines, key, seal(key, value))
}
