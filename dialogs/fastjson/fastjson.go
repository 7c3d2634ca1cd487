// Package fastjson writes and reads what encoding/json does, several times
// faster, for the plain structs of a session, a reply and a fact. It is pure.
//
// What is written is the same to the byte. What is read fast is exactly what
// is written: the fields in their order, without spaces. Everything else (a
// field of a later release, another order, a type not listed below) goes to
// encoding/json, which so decides every doubtful case.
//
// Fast are structs of strings, ints, bools, float64, time.Time,
// json.RawMessage, and of structs, pointers and slices of these, with the
// options omitempty and omitzero, a struct in a struct by its name or embedded.
package fastjson

import (
	"encoding/json"
	"reflect"
)

// Codec writes and reads values of one type. It is made once, and safe for
// concurrent use.
type Codec struct {
	typ   reflect.Type
	kind  kind
	known bool // false: the type has something that only encoding/json knows
}

// Of makes the codec of a type.
func Of(t reflect.Type) *Codec {
	k, ok := kindOf(t)
	return &Codec{typ: t, kind: k, known: ok}
}

// Fast reports whether the type is one of those listed above.
func (c *Codec) Fast() bool { return c.known }

// For makes the codec of T.
func For[T any]() *Codec { return Of(reflect.TypeFor[T]()) }

// Append adds the JSON of v, which has the codec's type, to b. It fails where
// encoding/json does.
func (c *Codec) Append(b []byte, v any) ([]byte, error) {
	if c.known {
		value := reflect.ValueOf(v)
		if value.Kind() == reflect.Pointer {
			value = value.Elem()
		}
		if out, ok := c.kind.append(b, value); ok {
			return out, nil
		}
	}
	data, err := json.Marshal(v)
	return append(b, data...), err
}

// Read fills what v points to, which has the codec's type and is zero. It fails
// where encoding/json does; v may then be half filled. A json.RawMessage in v may
// be a part of data.
func (c *Codec) Read(data []byte, v any) error {
	if c.known {
		value := reflect.ValueOf(v).Elem()
		r := reader{text: data}
		if c.kind.read(&r, value); !r.lost && r.at == len(data) {
			return nil
		}
		value.SetZero()
	}
	return json.Unmarshal(data, v)
}

// kind is how values of one type are written and read.
type kind struct {
	// append is false when encoding/json has to look at the value.
	append func(b []byte, v reflect.Value) (out []byte, ok bool)
	read   func(r *reader, v reflect.Value)
	empty  func(v reflect.Value) bool // as omitempty means it
}

var (
	timeKind = kind{appendTime, readTime, never}
	rawKind  = kind{appendRaw, readRaw, isEmpty}

	marshaler = reflect.TypeFor[interface{ MarshalText() ([]byte, error) }]()
	asJSON    = reflect.TypeFor[json.Marshaler]()
	fromJSON  = reflect.TypeFor[json.Unmarshaler]()
)

// kindOf is false when only encoding/json knows the type.
func kindOf(t reflect.Type) (kind, bool) {
	switch t.String() {
	case "time.Time":
		return timeKind, true
	case "json.RawMessage":
		return rawKind, true
	}
	if p := reflect.PointerTo(t); p.Implements(asJSON) || p.Implements(fromJSON) || p.Implements(marshaler) {
		return kind{}, false
	}
	switch t.Kind() {
	case reflect.String:
		return kind{appendStringOf, readString, isEmpty}, true
	case reflect.Int:
		return kind{appendInt, readInt, isZero}, true
	case reflect.Bool:
		return kind{appendBool, readBool, isZero}, true
	case reflect.Float64:
		return kind{appendFloat, readFloat, isZero}, true
	case reflect.Struct:
		return structKind(t)
	case reflect.Pointer:
		return pointerKind(t)
	case reflect.Slice:
		return sliceKind(t)
	}
	return kind{}, false
}

func never(reflect.Value) bool { return false }

func isZero(v reflect.Value) bool { return v.IsZero() }

func isEmpty(v reflect.Value) bool { return v.Len() == 0 }
