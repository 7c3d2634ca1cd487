package fastjson

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
)

// field is one field of a struct.
type field struct {
	kind
	index []int
	key   []byte // `"name":`
	omit  func(v reflect.Value) bool
}

// of is the field of a struct.
func (f *field) of(v reflect.Value) reflect.Value {
	for _, i := range f.index {
		v = v.Field(i)
	}
	return v
}

func structKind(t reflect.Type) (kind, bool) {
	fields, ok := fieldsOf(t, nil)
	if !ok {
		return kind{}, false
	}
	return kind{
		append: func(b []byte, v reflect.Value) ([]byte, bool) { return appendStruct(b, v, fields) },
		read:   func(r *reader, v reflect.Value) { readStruct(r, v, fields) },
		empty:  never,
	}, true
}

// fieldsOf are the fields of a struct that is at path, and those of a struct
// embedded in it. Two of one name are for encoding/json.
func fieldsOf(t reflect.Type, path []int) (fields []field, ok bool) {
	for i := range t.NumField() {
		f, index := t.Field(i), append(slices.Clone(path), i)
		if !f.IsExported() {
			return nil, false
		}
		more, ok := []field(nil), false
		if tag := f.Tag.Get("json"); f.Anonymous && tag == "" && f.Type.Kind() == reflect.Struct {
			more, ok = fieldsOf(f.Type, index)
		} else {
			more, ok = oneField(f.Type, tag, index)
		}
		if !ok || slices.ContainsFunc(more, func(m field) bool { return has(fields, m.key) }) {
			return nil, false
		}
		fields = append(fields, more...)
	}
	return fields, true
}

func has(fields []field, key []byte) bool {
	return slices.ContainsFunc(fields, func(f field) bool { return bytes.Equal(f.key, key) })
}

func oneField(t reflect.Type, tag string, index []int) ([]field, bool) {
	name, options, _ := strings.Cut(tag, ",")
	if name == "" || name == "-" {
		return nil, false
	}
	k, known := kindOf(t)
	omit, understood := omission(t, k, options)
	key, plain := appendString(nil, name)
	return []field{{kind: k, index: index, key: append(key, ':'), omit: omit}}, known && understood && plain
}

// omission is when a field is left out; ok is false for options not known
// here.
func omission(t reflect.Type, k kind, options string) (omit func(reflect.Value) bool, ok bool) {
	switch options {
	case "":
		return never, true
	case "omitempty":
		return k.empty, true
	case "omitzero":
		return omitZero(t)
	}
	return nil, false
}

// omitZero knows the one IsZero method that is in use, which calls a time zero
// in any time zone.
func omitZero(t reflect.Type) (omit func(reflect.Value) bool, ok bool) {
	if t.String() == "time.Time" {
		return func(v reflect.Value) bool { return timeOf(v).IsZero() }, true
	}
	if _, has := reflect.PointerTo(t).MethodByName("IsZero"); has {
		return nil, false
	}
	return isZero, true
}

func appendStruct(b []byte, v reflect.Value, fields []field) ([]byte, bool) {
	b = append(b, '{')
	first := true
	for i := range fields {
		f := &fields[i]
		value := f.of(v)
		if f.omit(value) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		var ok bool
		if b, ok = f.append(append(b, f.key...), value); !ok {
			return b, false
		}
	}
	return append(b, '}'), true
}

// readStruct takes the fields in their order. One whose name does not come
// next was left out.
func readStruct(r *reader, v reflect.Value, fields []field) {
	if !r.take('{') {
		return
	}
	begin := r.at
	for i := range fields {
		f := &fields[i]
		before := r.at
		if r.at > begin && !r.next(',') {
			break
		}
		if !r.word(f.key) {
			r.at = before
			continue
		}
		if f.read(r, f.of(v)); r.lost {
			return
		}
	}
	r.take('}')
}

func pointerKind(t reflect.Type) (kind, bool) {
	of, ok := kindOf(t.Elem())
	if !ok {
		return kind{}, false
	}
	return kind{
		append: func(b []byte, v reflect.Value) ([]byte, bool) {
			if v.IsNil() {
				return append(b, "null"...), true
			}
			return of.append(b, v.Elem())
		},
		read: func(r *reader, v reflect.Value) {
			if r.word(null) {
				return
			}
			p := reflect.New(t.Elem())
			of.read(r, p.Elem())
			v.Set(p)
		},
		empty: func(v reflect.Value) bool { return v.IsNil() },
	}, true
}

func sliceKind(t reflect.Type) (kind, bool) {
	of, ok := kindOf(t.Elem())
	if !ok {
		return kind{}, false
	}
	return kind{
		append: func(b []byte, v reflect.Value) ([]byte, bool) { return appendSlice(b, v, of) },
		read:   func(r *reader, v reflect.Value) { readSlice(r, v, of) },
		empty:  isEmpty,
	}, true
}

func appendSlice(b []byte, v reflect.Value, of kind) ([]byte, bool) {
	if v.IsNil() {
		return append(b, "null"...), true
	}
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		var ok bool
		if b, ok = of.append(b, v.Index(i)); !ok {
			return b, false
		}
	}
	return append(b, ']'), true
}

func readSlice(r *reader, v reflect.Value, of kind) {
	if r.word(null) || !r.take('[') {
		return
	}
	if r.next(']') {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		return
	}
	for n := 0; ; n++ {
		if n == v.Cap() {
			v.Grow(1)
		}
		v.SetLen(n + 1)
		if of.read(r, v.Index(n)); r.lost {
			return
		}
		if r.next(']') {
			return
		}
		if !r.take(',') {
			return
		}
	}
}
