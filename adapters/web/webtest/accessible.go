package webtest

import (
	"encoding/json"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

// Node is one thing a screen reader meets.
type Node struct{ Role, Name string }

// Accessible is the page as a screen reader meets it, in its order.
func (p *Page) Accessible() (all []Node) {
	p.t.Helper()
	tree, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, n := range tree.Nodes {
		if !n.Ignored {
			all = append(all, Node{word(n.Role), word(n.Name)})
		}
	}
	return all
}

// word is the text of a value of the accessibility tree.
func word(v *accessibility.Value) (s string) {
	if v != nil {
		_ = json.Unmarshal(v.Value, &s) // what is no text has no word
	}
	return s
}
