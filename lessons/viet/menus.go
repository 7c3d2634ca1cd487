package viet

import "sync"

// Menus keeps the menus that were made ready lately, so that the next text at
// the same menu costs no making ready. It remembers what NewMenu gave and
// nothing else: with it and without it every answer is the same. The zero value
// is empty and ready. Menus is safe for concurrent use and holds at most
// 2*mostMenus menus, some kilobytes each.
type Menus struct {
	mu       sync.RWMutex
	new, old map[string]*Menu // when new is full, it becomes old
}

const mostMenus = 256

// Of is NewMenu of the options that key stands for. The same key has to stand
// for the same options always; options is called when the menu is not here.
func (k *Menus) Of(key []byte, options func() []Option) *Menu {
	k.mu.RLock()
	m := k.new[string(key)]
	k.mu.RUnlock()
	if m != nil {
		return m
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if m = k.new[string(key)]; m == nil {
		m = k.old[string(key)]
	}
	if m == nil {
		m = NewMenu(options())
	}
	if len(k.new) >= mostMenus {
		k.new, k.old = nil, k.new
	}
	if k.new == nil {
		k.new = make(map[string]*Menu)
	}
	k.new[string(key)] = m
	return m
}
