package health

import (
	"context"
	"fmt"
	"time"

	"capheso/adapters"
)

const (
	deafAfter  = 5 * time.Minute // a channel that asks and gets no answer
	renewSoon  = time.Hour       // a token that nobody renewed ends
	fullMonth  = 90              // per cent of a month's messages
	nearlyFull = 80
	silent     = 24 * time.Hour // a network that calls, and called before
)

// Channels checks what each channel says of itself. heard is when somebody last
// wrote by a channel, since the start; zero is not yet. Without it the bot does
// not run, and nobody is asked for messages.
func Channels(now func() time.Time, heard func(channel string) time.Time, channels ...adapters.Channel) Check {
	return func(ctx context.Context) []Finding {
		var found []Finding
		for _, ch := range channels {
			r, reports := ch.(adapters.Reporter)
			var rep adapters.Report
			if reports {
				rep = r.Report(ctx)
			}
			if heard != nil {
				found = append(found, heardOf(ch.Name(), rep.Called, heard(ch.Name()), now()))
			}
			if reports {
				rep.Asks = rep.Asks && heard != nil
				found = append(found, reported(ch.Name(), rep, now())...)
			}
		}
		return found
	}
}

// heardOf looks when somebody last wrote. A network that stopped calling us looks
// like one where nobody writes: only a person can tell the two apart.
func heardOf(channel string, called bool, last, now time.Time) Finding {
	if last.IsZero() {
		return well("heard "+channel, "Nobody has written by "+channel+" since the start.")
	}
	if called && now.Sub(last) > silent {
		return attention("heard "+channel, fmt.Sprintf("Nothing has come by %s for %s, and something came before.", channel, Span(now.Sub(last))),
			"Write “chào” to the bot there yourself. If no answer comes, the network does not reach us: look at the address of the webhook and its secret on the network's page, and whether https works from outside.")
	}
	return well("heard "+channel, fmt.Sprintf("Somebody wrote by %s %s ago.", channel, Span(now.Sub(last))))
}

func reported(channel string, r adapters.Report, now time.Time) (found []Finding) {
	if r.Trouble != "" {
		return append(found, broken("network "+channel, channel+": "+r.Trouble+".", r.Mend))
	}
	switch {
	case r.Asks && r.Heard.IsZero():
		found = append(found, attention("network "+channel, channel+" has not answered yet.", "Wait a minute and look again; then see the lines about "+channel+" in the log."))
	case r.Asks && now.Sub(r.Heard) > deafAfter:
		found = append(found, broken("network "+channel, fmt.Sprintf("%s answered last %s ago: what people write does not arrive.", channel, Span(now.Sub(r.Heard))),
			"See that this machine reaches the internet, and the lines about "+channel+" in the log."))
	case r.Asks:
		found = append(found, well("network "+channel, fmt.Sprintf("%s answered %s ago.", channel, Span(now.Sub(r.Heard)))))
	}
	if r.Odd > 0 {
		found = append(found, well("aside "+channel, fmt.Sprintf("Of what came by %s since the start, %d could not be read and were put aside.", channel, r.Odd)))
	}
	if !r.Expires.IsZero() {
		found = append(found, token(channel, r.Expires, now))
	}
	if r.Of > 0 {
		found = append(found, quota(channel, r.Used, r.Of))
	}
	return found
}

func token(channel string, expires, now time.Time) Finding {
	left := expires.Sub(now)
	switch {
	case left <= 0:
		return broken("token "+channel, fmt.Sprintf("The token of %s ended %s ago.", channel, Span(-left)), "Look at the log; if it is not renewed within minutes, log in again: capheso zalo login")
	case left < renewSoon:
		return attention("token "+channel, fmt.Sprintf("The token of %s ends in %s and was not renewed.", channel, Span(left)), "Look at the log for why it is not renewed.")
	}
	return well("token "+channel, fmt.Sprintf("The token of %s is good for %s, and is renewed before.", channel, Span(left)))
}

func quota(channel string, used, of int) Finding {
	what := fmt.Sprintf("%d of the %d messages %s allows in a month are used, %d are left.", used, of, channel, max(0, of-used))
	switch {
	case used*100 >= of*fullMonth:
		return broken("quota "+channel, what, "No more tips go out, so that answers still can. Ask the network for a larger plan.")
	case used*100 >= of*nearlyFull:
		return attention("quota "+channel, what, "Ask the network for a larger plan, or invite nobody new this month.")
	}
	return well("quota "+channel, what)
}
