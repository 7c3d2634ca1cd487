//go:build !linux

package bolt

// letGo does nothing here: the kernel takes pages back by itself.
func (s *Store) letGo() {}
