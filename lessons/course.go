// Package lessons is the course: what its files mean, how they are read, and
// what an author must be told before an older learner sees them.
//
// Texts address the learner through placeholders, {bác} for the learner and
// {cháu} for the bot, with a capital where a sentence starts ({Bác}, {Cháu});
// dialogs fills them in with the words the learner chose.
//
// # Files
//
// A course is a folder with the folders articles, guides, lessons, outside,
// tips and tracks, full of Markdown files with YAML front matter, and with
// sources.yaml. Front matter:
//
//	id: vneid-quen-mat-khau   # small letters without marks, digits, hyphens; kept for ever
//	kind: guide               # article, guide, lesson, tip, track or outside, as the folder says
//	topic: VNEID              # one of Topics; OUT in outside
//	title: Quên mật khẩu VNeID
//	version: 1                # larger when the meaning changes
//	keywords: [quên mật khẩu]
//	questions: [quên mật khẩu vneid thì làm sao]
//	summary: Lấy lại mật khẩu bằng số căn cước.
//	sources: [S01]            # codes of sources.yaml
//	checked: 2026-11-21       # when somebody compared the facts with the sources
//	review: 2027-05-20        # when somebody must do it again
//	owner: Nhóm nội dung
//	guide: an-id              # article: the guide that walks through it
//	skill: an-toan            # lesson
//	lessons: [an-id, an-id]   # track
//	from: 2026-11-01          # tip: the days it makes sense
//	until: 2026-12-31         # tip
//	about: an-id              # tip: the article, guide or lesson behind it
//	do: mở VNeID, xem thử     # tip: what to do today; asked about next morning
//	times: 2                  # tip: how often, 1 or 2
//	helps: an-id_3            # tip: the guide for who could not, and its step
//	verdict: refuse           # outside: refuse, scam or emergency
//
// The body of an article or an outside reply is one to three paragraphs, each
// a message. A guide has an intro and steps:
//
//	{Bác} để sẵn thẻ căn cước.
//
//	## Bấm “Quên mật khẩu”
//
//	{Bác} bấm chữ “Quên mật khẩu”, màu xanh, ở dưới ô mật khẩu.
//
//	![Chữ “Quên mật khẩu” ở dưới ô thứ hai](quen.png)
//
//	- **Không thấy chữ đó** {Bác} bấm hình người trước.
//
// A picture may also be a sketch of the screen, which the program draws; the
// kinds of lines are those of PartKind:
//
//	~~~màn hình
//	tiêu đề: VNeID
//	ô: Mật khẩu
//	chữ: Quên mật khẩu ← bấm
//	~~~
//
// A lesson has two to four paragraphs, its pages, then questions under
// "## Câu hỏi" and the same idea asked otherwise under "## Ôn". A tip has its
// text and one question with two answers.
//
//	## Câu hỏi
//
//	Có người gọi hỏi mã số. {Bác} làm gì?
//
//	- [x] **Cúp máy** Đúng rồi, mã chỉ để {bác} dùng.
//	- [ ] **Đọc mã** Gần đúng. {Cháu} nói rõ hơn nhé.
//
// Lines of a paragraph are joined; a backslash at the end of a line breaks it.
// Sources are S01: {name: Báo Dân trí, date: 04/12/2025}, one a line.
package lessons

import (
	"io/fs"
	"time"
)

// Topic is one of the ten subjects of the course, or Outside.
type Topic string

// The topics, as they are written in the files.
const (
	VNeID     Topic = "VNEID"
	Portal    Topic = "DVC"
	Insurance Topic = "BHXH_YTE"
	Payment   Topic = "THANHTOAN"
	Signature Topic = "CHUKYSO"
	Safety    Topic = "ANTOAN"
	AI        Topic = "AI"
	Basics    Topic = "KYNANG"
	Movement  Topic = "PHONGTRAO"
	Privacy   Topic = "PRIVACY"
	Outside   Topic = "OUT"
)

// Topics lists the ten subjects in the order a menu shows them.
var Topics = []Topic{VNeID, Portal, Insurance, Payment, Signature, Safety, AI, Basics, Movement, Privacy}

// Course is everything that is taught, each list sorted by id. It is built once
// and then only read, by any number of goroutines. Load makes one; whoever fills
// one by hand calls Index.
type Course struct {
	Articles []Article
	Guides   []Guide
	Lessons  []Lesson
	Tracks   []Track
	Tips     []Tip
	Outsides []OutsideReply
	Sources  map[string]Source // by code: "S01"

	// Overrides are the files that a later file system put in the place of an
	// earlier one's, by id.
	Overrides []Override

	files []fs.FS // where pictures are looked for, the last one first

	syllabus []*Track       // Tracks in their order
	mornings []int          // Tips in their order: see Mornings
	tipAt    map[string]int // by id, where in Tips
}

// Override is a file that took the place of another. Of a source, ID is its
// code.
type Override struct {
	ID        string
	File, Old string // the paths, each in its own file system
}

// Meta is what every file says of itself in its front matter.
type Meta struct {
	ID       string // lower-case ASCII and hyphens, unique over all kinds, kept for ever
	File     string // where it was read, for messages to authors
	Topic    Topic
	Title    string
	Version  int // grows when the meaning changes; 1 when absent
	Keywords []string
	// Questions are ways people ask for this, as they say them.
	Questions []string
	Summary   string
	Sources   []string // codes of Course.Sources; empty for general skills
	Checked   time.Time
	Review    time.Time // the day somebody must look at it again
	Owner     string

	lines map[string]int // front matter key → line, for messages to authors
	texts []int          // lines of the messages, the pages, the intro or the tip
}

// Source is where a fact comes from, short enough to be shown in a chat.
type Source struct {
	Name string // "Báo Dân trí"
	Date string // "04/12/2025", or empty when the source carries none
}

// Article answers one question in a few short messages.
type Article struct {
	Meta
	Messages []string
	Guide    string // the id of the guide that walks through it, or empty
}

// Guide walks through a task, one action a step.
type Guide struct {
	Meta
	Intro string // what to have at hand before step 1; may be empty
	Steps []Step
}

// Step is one action of a guide.
type Step struct {
	Title string // a few words: "Bấm “Quên mật khẩu”"
	Text  string
	Image string // path for Course.ReadFile, or empty
	Alt   string // what the picture shows; never empty beside an Image
	Stuck []Branch

	// Screen is what Image shows when it is drawn rather than a file.
	Screen *Screen

	line, body, picture int // the heading, the text and the image in the file
}

// Branch is one thing a learner who is stuck may see, and what helps then.
type Branch struct {
	See  string // ≤ 20 characters, shown as a choice
	Help string

	line int
}

// Lesson teaches one idea in a few pages and then asks about it.
type Lesson struct {
	Meta
	Skill     string // group of the national framework; may be empty
	Pages     []string
	Questions []Question
	Review    []Question // other wordings of the same idea, for later
}

// Question is asked after a lesson or a tip.
type Question struct {
	Text    string
	Answers []Answer

	line int
}

// Answer is one choice, and what the learner is told after taking it.
type Answer struct {
	Label string // ≤ 20 characters
	Why   string
	Right bool

	line int
}

// Track is lessons in order, with a test before and after.
type Track struct {
	Meta
	Order   int      // place in the list of tracks; the smallest first
	Lessons []string // ids
}

// Tip is one Morning Coffee.
type Tip struct {
	Meta
	// From and Until are the days the tip makes sense, both included, as
	// midnight UTC: compare the dates. Zero is without limit on that side.
	From, Until time.Time
	Text        string
	Question    Question // more than one answer may be right: it is there to talk about
	About       string   // id of the article or guide behind it, or empty

	// Do is what the tip asks the learner to do today, as the end of “Hôm nay
	// {bác} …”, without a full stop. The next morning they are asked how it
	// went. Empty: nothing is asked.
	Do    string
	Times int    // how often it is to be done; 2 is for what should become a habit
	Helps string // the guide for who could not do it, and the step where people get stuck: "an-id_3"; empty is About

	// Mix orders the tips in a way that mixes the topics and is the same
	// everywhere. Index sets it.
	Mix uint32
}

// Verdict says what kind of answer a question got.
type Verdict string

// The verdicts of an answer.
const (
	Sure      Verdict = "answer"
	Unsure    Verdict = "unsure"
	Scam      Verdict = "scam"
	Emergency Verdict = "emergency"
	Refuse    Verdict = "refuse"
)

// OutsideReply is the fixed, kind answer to what the course does not cover:
// weather, medicine, lottery. It stands in the same index as the articles.
type OutsideReply struct {
	Meta
	Verdict  Verdict // Refuse, Scam or Emergency
	Messages []string
}
