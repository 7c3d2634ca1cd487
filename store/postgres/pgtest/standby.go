package pgtest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Secured is a database that asks for a password, when somebody makes it.
const Secured = "secured"

// secure has the server ask for the password of that database.
func (s *Server) secure() error {
	file := s.data() + "/pg_hba.conf"
	rules, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, append([]byte("local "+Secured+" guarded scram-sha-256\n"), rules...), 0o600)
}

// Own gives a folder to the user the server runs as.
func (s *Server) Own(dir string) error {
	if s.as == nil {
		return nil
	}
	return os.Chown(dir, s.as.uid, s.as.gid)
}

// Standby makes a copy of the server that follows it, and has the server wait
// for it with each commit.
func (s *Server) Standby() (*Server, error) {
	dir, err := os.MkdirTemp("/tmp", "capheso-pg-")
	if err != nil {
		return nil, err
	}
	t := &Server{dir: dir, bin: s.bin, as: s.as}
	if err := s.Own(dir); err != nil {
		return nil, err
	}
	copied := t.command("pg_basebackup", "-D", t.data(), "-h", s.dir, "-U", "capheso", "-X", "stream", "-c", "fast", "-R", "--no-sync")
	if out, err := copied.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("pg_basebackup: %w: %s", err, out)
	}
	if err := t.Run(); err != nil {
		t.Stop()
		return nil, err
	}
	if err := s.follow(); err != nil {
		t.Stop()
		return nil, err
	}
	return t, nil
}

// follow has the server wait for its standby from now on.
func (s *Server) follow() error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	for _, sql := range []string{"ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"} {
		if _, err := c.Exec(ctx, sql); err != nil {
			return err
		}
	}
	for range 600 {
		var n int
		if err := c.QueryRow(ctx, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'").Scan(&n); err != nil || n > 0 {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("the standby does not follow: %s", s.Log())
}

// Promote makes a standby the server that takes writes.
func (s *Server) Promote() error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, "SELECT pg_promote(true, 60)")
	return err
}

// Either is the address of a database on whichever of the servers takes writes.
func Either(database string, servers ...*Server) string {
	var dirs []string
	for _, s := range servers {
		dirs = append(dirs, s.dir)
	}
	return fmt.Sprintf("postgres://capheso@/%s?host=%s&target_session_attrs=read-write", database, strings.Join(dirs, ","))
}
