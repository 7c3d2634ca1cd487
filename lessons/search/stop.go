package search

import (
	"strings"

	"capheso/lessons/viet"
)

// fillers are words that say nothing of the subject of a question. They are
// left out of the coverage and of sample questions, never of the score:
// without marks too many of them are another word (cái is cài, chú is chữ),
// and leaving them out of the score lost four questions in a hundred.
const fillers = `
	à ạ á ơi ơ ừ ờ nhé nhá nha nghen hen nè nào này đấy đó kia ấy vậy thế thì là
	mà và với cùng hay hoặc nhưng vì nên để cho của ở tại trong ngoài trên dưới
	từ đến tới ra vào lên xuống về qua lại đi
	có không được chưa rồi đã đang sẽ vừa mới còn cũng chỉ cứ thôi luôn lắm quá
	rất hơi nữa mãi toàn
	gì sao nào đâu ai mấy bao nhiêu như kiểu cách bằng chỗ nơi lúc khi hồi giờ bây
	làm muốn cần phải bị xin hỏi giúp giùm hộ nhờ bảo nói biết thấy hiểu chỉ bày
	tôi tui ta mình tao tớ bác cháu con ông bà chú cô dì cậu mợ anh chị em bố mẹ
	ba má nó họ người ta chúng các những mọi một cái chiếc việc chuyện điều thứ
	hả hở hử nhỉ chứ đây hè hỉ hí trời mô răng rứa chi tê ni hông hổng hôn dạ vâng
	lỡ nhỡ chả chẳng cả nhà mỗi nếu theo sau trước`

var stopKeys, stopFolds = stops()

// Filler reports a folded word that says nothing of the subject of a question.
func Filler(folded string) bool { return stopFolds[folded] }

func stops() (keys, folds map[string]bool) {
	keys, folds = map[string]bool{}, map[string]bool{}
	for _, f := range strings.Fields(fillers) {
		keys[viet.Key(f)] = true
		folds[viet.Fold(f)] = true
	}
	return keys, folds
}
