package bolt

import "syscall"

// letGo takes the pages of the file out of this process's memory. The kernel
// still has them, and gives them back one by one as they are read: what goes
// over the whole file, a morning or Prune, would else make the process as large
// as the file. Whoever calls it has the token.
func (s *Store) letGo() {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.db == nil || s.wedged || s.size == 0 {
		return
	}
	_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, s.db.Info().Data, uintptr(s.size), syscall.MADV_DONTNEED)
}
