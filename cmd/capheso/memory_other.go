//go:build !linux

package main

import "time"

// What this process uses is not known here.
func processorTime() time.Duration { return 0 }

func forgetPeak()       {}
func peakMemory() int64 { return 0 }
