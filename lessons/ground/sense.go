package ground

import "strings"

// dangers stops advice that costs people their money, unless it warns of it or
// stands in the evidence word by word.
func dangers(t *reading, e *proof) Fault {
	for i := range t.words {
		if t.words[i].quoted || t.negatedAt(i) {
			continue
		}
		for _, d := range dangerous {
			if words := t.from(i, len(d)); matches(words, d) && !e.says(strings.Join(words, " ")) {
				return Fault{Danger, strings.Join(words, " ")}
			}
		}
	}
	return Fault{}
}

// from is at most n words from i, in lower case.
func (r *reading) from(i, n int) []string {
	var out []string
	for ; len(out) < n && i < len(r.words); i++ {
		out = append(out, r.words[i].lower)
	}
	return out
}

// matches compares words with a pattern in which | parts what may stand there.
func matches(words []string, pattern []string) bool {
	if len(words) < len(pattern) {
		return false
	}
	for i, p := range pattern {
		found := false
		for alt := range strings.SplitSeq(p, "|") {
			found = found || alt == words[i]
		}
		if !found {
			return false
		}
	}
	return true
}

var dangerous = func() (all [][]string) {
	for line := range strings.Lines(`đọc|gửi|nhắn|cho|báo|đưa|chia|cung|nói|chụp mã|otp|mật|số|thẻ|ảnh|sẻ|cấp
chuyển|gửi|nộp|nạp|đóng tiền|khoản
chuyển khoản
cài|tải|mở|bấm ứng|tệp|đường|link|liên dụng|lạ|dẫn|này
cho|nhờ|để người|họ|ai mượn|lạ|xem|giữ
tắt|bỏ|hủy|gỡ khóa|mật|xác|bảo`) {
		all = append(all, strings.Fields(line))
	}
	return all
}()

// negations turn what follows into its opposite.
var negations = set(`không đừng chưa chớ chẳng tuyệt khỏi cấm hông`)

// reach is how many words behind a negation it is about.
const reach = 4

// negatedAt reports a negation shortly before word i, in the same breath.
func (r *reading) negatedAt(i int) bool {
	if r.words[i].breaks {
		return false
	}
	for j := i - 1; j >= 0 && j >= i-reach; j-- {
		if negations[r.words[j].lower] {
			return true
		}
		if r.words[j].breaks {
			return false
		}
	}
	return false
}

// signed yields the pairs of words that say something, with their sign; the
// small words between them are passed over.
func signed(r *reading, yield func(pair [2]string, negative bool)) {
	last := -1
	for i, w := range r.words {
		if w.breaks {
			last = -1
		}
		if small[w.lower] || negations[w.lower] {
			continue
		}
		if last >= 0 {
			yield([2]string{r.words[last].lower, w.lower}, r.negatedAt(last))
		}
		last = i
	}
}

// reversed finds what the evidence says only with the other sign.
func reversed(t *reading, e *proof) (f Fault) {
	signed(t, func(pair [2]string, negative bool) {
		same, other := e.plain[pair], e.negated[pair]
		if negative {
			same, other = other, same
		}
		if other && !same && f.Rule == "" {
			f = Fault{Reverse, pair[0] + " " + pair[1]}
		}
	})
	if f.Rule != "" {
		return f
	}
	for i, w := range t.words { // a negation of our own
		if n := t.next(i); n != nil && negations[w.lower] && !e.pairs[[2]string{w.lower, n.lower}] && !mild[n.lower] && e.words[n.lower] && !e.words[w.lower] {
			return Fault{Reverse, w.text + " " + n.text}
		}
	}
	return Fault{}
}

// small are the words that carry a sentence and say nothing of their own.
var small = set(`bác cháu ạ nhé nhá thì là mà và với để cho của ở tại trong trên dưới ra vào lên xuống đi lại rồi xong đã đang sẽ vừa
	này đó ấy kia các những một cái chiếc việc khi nếu lúc sau trước theo bằng như cũng chỉ cứ thôi luôn nữa có được cần phải nên hãy
	mình thế vậy nào gì từ đến về tới hoặc hay thêm dạ vâng xin giúp chào ông bà cô chú anh chị em người`)

// mild are words behind a negation that only reassure.
var mild = set(`sao lo ngại vội`)

// fewest is how many words of the evidence a text must have that say something:
// a number alone is an answer to whatever somebody asked.
const fewest = 3

// far finds a word that says something and that the evidence does not have, or
// a text that says next to nothing of its own.
func far(t *reading, e *proof) Fault {
	telling := 0
	for i, w := range t.words {
		if t.counting(i) || small[w.lower] || harmless[w.lower] || money[w.lower] != "" || negations[w.lower] {
			continue
		}
		if !e.words[w.lower] {
			return Fault{Far, w.text}
		}
		telling++
	}
	if telling < fewest {
		return Fault{Rule: Far}
	}
	return Fault{}
}

// harmless are the words that an answer may bring along: they name nothing and
// promise nothing.
var harmless = set(`xem hỏi làm dùng mở tìm nhớ nhìn thấy chờ đợi bấm chọn ý kiểm tra tiếp bắt đầu muốn biết hiểu chắc rõ kỹ
	chậm thong thả từ dễ tiện giản đơn bình thường thêm bây giờ hiện nay đều đâu nào sao lo vội yên tâm ngại thử mời giải thích
	nghĩa tức gọi nhẹ nhàng bên hai điều việc thứ tự mỗi từng cách đúng đủ cùng chỗ nơi vẫn tùy`)
