package dialogs

// book is everything a text is looked through for.
var book = func() (p phrases) {
	for i, e := range emergencies {
		p.add(2*i, e.any...)
		p.add(2*i+1, e.not...)
	}
	for list, all := range told {
		p.add(list, all...)
	}
	p.add(listForwarded, soundsForwarded...)
	p.add(listReported, soundsReported...)
	for i, s := range signs {
		p.add(firstSign+i, s.any...)
		p.add(firstSign+i, moreSigns[s.name]...)
	}
	return p
}()
