package viet

import (
	"strings"
	"sync"
)

// The parts of a folded syllable, by the rules of quốc ngữ. A rhyme listed
// once stands for all its marks: "uong" is uông and ương.
const (
	onsets = `b c ch d g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x`
	rhymes = `a ac ach ai am an ang anh ao ap at au ay
e ec ech em en eng enh eo ep et eu
i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong oong op ot
u ua uan uang uat uay uc ue uech uenh ui uinh uit um un ung uo uoc uoi uom uon uong uop uot uou up ut uu
uy uya uych uyen uyet uynh uyt uyu
y yem yen yeng yet yeu`
)

var syllables = sync.OnceValue(func() map[string]bool {
	all := make(map[string]bool, 4000)
	for rhyme := range strings.FieldsSeq(rhymes) {
		all[rhyme] = true
		for onset := range strings.FieldsSeq(onsets) {
			if fits(onset, rhyme) {
				all[onset+rhyme] = true
			}
		}
	}
	return all
})

// fits reports whether an onset is written before a rhyme.
func fits(onset, rhyme string) bool {
	front := strings.IndexByte("eiy", rhyme[0]) >= 0
	switch onset {
	case "k", "gh", "ngh":
		return front
	case "c", "ng":
		return !front
	case "g":
		return !front || rhyme == "i" || rhyme == "in"
	case "gi":
		return rhyme[0] != 'i' && rhyme[0] != 'y'
	case "q":
		return rhyme[0] == 'u' && len(rhyme) > 1 && rhyme[1] != 'u'
	case "qu":
		return rhyme[0] != 'u' && rhyme[0] != 'o'
	}
	return rhyme[0] != 'y' || rhyme == "y"
}

// Syllable reports whether a folded token can be a Vietnamese syllable. It
// knows the spelling, not the dictionary: "ngoeo" passes, "vneid" does not.
func Syllable(folded string) bool { return syllables()[folded] }
