package postgres

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"capheso/dialogs"
	"capheso/store/postgres/pgtest"
)

// full leaves something of a learner in every table.
func full(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
	s.Events++
	s.Alarms = []dialogs.Alarm{{Name: "coffee", At: morning}}
	return s, dialogs.Out{
		Replies: []dialogs.Reply{{Text: "chào " + string(ev.User)}, {Text: "hai " + strings.Repeat("dài ", 900)}},
		Facts:   []dialogs.Fact{{Kind: "unanswered", At: ev.At, Text: "hỏi " + string(ev.User)}, {Kind: "lesson.done", At: ev.At, Key: "k"}},
	}
}

// TestForgetLeavesNoByte looks into the files of the cluster after some of many
// were erased, some of whom the planner remembers as common values. The log of
// the server is not looked at: it keeps what was done until it is recycled.
func TestForgetLeavesNoByte(t *testing.T) {
	own, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer own.Stop()
	s := open(t, own.URL("postgres"))
	var gone []dialogs.UserID
	for i := range 300 {
		user := dialogs.UserID(fmt.Sprintf("web:kept-%04d", i))
		if i%10 == 5 {
			user = dialogs.UserID(fmt.Sprintf("web:erased-%04d", i))
			gone = append(gone, user)
		}
		for j := range 3 {
			q := mustApply(t, s, said(user, fmt.Sprintf("%s-%d", user, j)), full).Queued
			if err := s.Settle(ctx, q[0].ID, "to "+string(user), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	execute(t, own.URL("postgres"), "ANALYZE")
	if found := tables(own.Grep("erased-0005")); len(found) < 7 {
		t.Fatalf("before, they are in %v only: nothing is tested", found)
	}
	if err := s.Forget(ctx, gone...); err != nil {
		t.Fatal(err)
	}
	if found := tables(own.Grep("erased-")); len(found) != 0 {
		t.Errorf("after Forget they are in %v", found)
	}
	if found := tables(own.Grep("kept-0004")); len(found) < 7 {
		t.Errorf("others are in %v only", found)
	}
}

// tables are the files without the log of the server.
func tables(files []string) (list []string) {
	for _, f := range files {
		if !strings.HasPrefix(f, "pg_wal") {
			list = append(list, f)
		}
	}
	return list
}

// TestWipeWaitsForNobody: while somebody reads the tables for long, Forget is
// done with and the wipe comes another time.
func TestWipeWaitsForNobody(t *testing.T) {
	url := database(t)
	s := open(t, url)
	mustApply(t, s, said("web:1", "e"), full)
	reader, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close(ctx)
	tx, err := reader.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, "SELECT FROM capheso.ledger"); err != nil {
		t.Fatal(err)
	}
	marked := func() (n int) {
		if err := s.pool.QueryRow(ctx, "SELECT count(*) FROM held WHERE name = 'erased'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if err := s.Forget(ctx, "web:1"); err != nil || marked() != 1 {
		t.Errorf("%v, %d marks", err, marked())
	}
	if err := tx.Rollback(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Prune(ctx, morning.AddDate(-1, 0, 0)); err != nil || marked() != 0 {
		t.Errorf("%v, %d marks", err, marked())
	}
}
