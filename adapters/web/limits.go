package web

import "time"

// What one client can ask of this process. Nothing here is a promise to
// learners; each number only has to be larger than what a person does.
const (
	maxText    = 4_000    // runes of one message; a pasted scam message is a few hundred
	maxBody    = 64 << 10 // bytes of one post: maxText of four-byte runes, percent-encoded
	maxDrained = 4 << 20  // bytes read and thrown away so that the client sees the answer
	maxValue   = 200      // bytes of the value of a tapped choice
	maxKey     = 64       // bytes of a message id made by the page

	maxItems   = 200      // messages of one talk kept for a reload
	maxHistory = 64 << 10 // bytes of text of one talk kept for a reload
	maxTalks   = 10_000   // talks kept; the one that was idle longest goes first
	maxStreams = 8        // open streams of one talk: as many windows

	maxButtons = 10 // choices of one message; the elders' rules allow five
)

const (
	inletWait  = 30 * time.Second // for the bot to keep an event
	replyWait  = 2 * time.Second  // for the reply, when the page works without a script
	writeWait  = 30 * time.Second // for a reader of a stream to take one message
	heartbeat  = 15 * time.Second // below the idle time-out of common proxies, 60 s
	retryAfter = 3                // seconds, when an event could not be kept

	cookieAge = 365 * 24 * time.Hour // renewed at each visit
)
