package dialogs

import (
	"strconv"
	"strings"

	"capheso/lessons/ground"
	"capheso/lessons/viet"
)

// Canonical is the question as it is compared with others: in small letters,
// without courtesies and punctuation. Marks stay, for they change the meaning.
func (b Brief) Canonical() string {
	return strings.Join(viet.Polite(viet.Tokens(strings.ToLower(b.Question))), " ")
}

// Holds reports whether a draft would be said: sure, citing what is there and
// saying nothing beside it. The step looks again; this is for whoever keeps
// drafts.
func (b Brief) Holds(d Draft) bool {
	return d.Sure && !d.NeedsHuman && len(d.Cited) > 0 && b.uncited(d.Cited) == "" && b.ungrounded(tidy(d.Answer), d.Cited) == ""
}

// mostCites is how many parts an answer may rest on.
const mostCites = 4

// uncited says what is wrong with the cites of an answer: each must be a part
// of a piece that was given.
func (b Brief) uncited(cited []Cite) string {
	if len(cited) > mostCites {
		return "too much cited"
	}
	for _, c := range cited {
		if p := b.piece(c.ID); p == nil || c.Step < 0 || c.Step >= len(p.Parts) {
			return "cited what was not given"
		}
	}
	return ""
}

func (b Brief) piece(id string) *Piece {
	for i := range b.Pieces {
		if b.Pieces[i].ID == id {
			return &b.Pieces[i]
		}
	}
	return nil
}

// ungrounded holds a text against what it cites; empty when all of it stands
// there. Of a guide that is the summary and the steps that are cited, of an
// article all of it.
func (b Brief) ungrounded(text string, cited []Cite) string {
	var evidence []string
	for _, c := range cited {
		p := b.piece(c.ID)
		if p == nil || c.Step < 0 || c.Step >= len(p.Parts) {
			return "cited what is gone"
		}
		evidence = append(evidence, p.Title, p.Parts[0])
		if p.Guide && c.Step > 0 {
			evidence = append(evidence, p.Parts[c.Step], "bước "+strconv.Itoa(c.Step))
		} else {
			evidence = append(evidence, p.Parts[1:]...)
		}
	}
	return ground.Check(text, evidence...).Rule
}
