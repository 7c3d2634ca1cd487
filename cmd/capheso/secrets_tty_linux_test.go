package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// TestATypedSecretIsNotShown types a token at a real terminal: the program gets
// it, and the screen shows nothing of it.
func TestATypedSecretIsNotShown(t *testing.T) {
	keyboard, terminal := openTerminal(t)
	if !echoes(t, terminal) {
		t.Fatal("the terminal shows nothing of itself: nothing is tested")
	}
	const token = "700000003:AAtyped-token"
	var errs shared
	typed := make(chan string, 1)
	go func() {
		value, err := readSecret(&streams{stdin: terminal, stderr: &errs}, "telegram-token")
		typed <- fmt.Sprint(value, " ", err)
	}()
	eventually(t, "the terminal is silent", func() bool { return !echoes(t, terminal) })
	if _, err := keyboard.WriteString(token + "\n"); err != nil {
		t.Fatal(err)
	}
	if got := <-typed; got != token+" <nil>" {
		t.Errorf("read %q", got)
	}
	if !echoes(t, terminal) {
		t.Error("the terminal stays silent")
	}
	if _, err := keyboard.WriteString("the end\n"); err != nil { // is shown again, and last
		t.Fatal(err)
	}
	var screen strings.Builder
	for part := make([]byte, 256); !strings.Contains(screen.String(), "the end"); {
		n, err := keyboard.Read(part)
		if err != nil {
			t.Fatal(err)
		}
		screen.Write(part[:n])
	}
	if shown := screen.String() + errs.String(); strings.Contains(shown, "AAtyped") || !strings.HasPrefix(errs.String(), "telegram-token: ") {
		t.Errorf("shown: %q and %q", screen.String(), errs.String())
	}
}

// openTerminal is a terminal and what types into it and sees its screen.
func openTerminal(t *testing.T) (keyboard, terminal *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no terminals here:", err)
	}
	t.Cleanup(func() { keyboard.Close() })
	var locked, number int32
	ioctl(t, keyboard, syscall.TIOCSPTLCK, unsafe.Pointer(&locked))
	ioctl(t, keyboard, syscall.TIOCGPTN, unsafe.Pointer(&number))
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no terminals here:", err)
	}
	t.Cleanup(func() { terminal.Close() })
	return keyboard, terminal
}

// echoes reports whether a terminal shows what is typed.
func echoes(t *testing.T, terminal *os.File) bool {
	t.Helper()
	var mode syscall.Termios
	ioctl(t, terminal, syscall.TCGETS, unsafe.Pointer(&mode))
	return mode.Lflag&syscall.ECHO != 0
}

func ioctl(t *testing.T, f *os.File, request uintptr, arg unsafe.Pointer) {
	t.Helper()
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), request, uintptr(arg)); errno != 0 {
		t.Fatal(errno)
	}
}
