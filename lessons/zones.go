package lessons

import (
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a machine without the database keeps the same clocks
)

// Zone is a clock that learners live by.
type Zone struct {
	Name  string   // as it is stored: "Europe/Berlin"
	Label string   // as a learner chooses it, ≤ 20 characters
	Words []string // what else a learner may call it
	*time.Location
}

// zones are Vietnam's and those of the countries where most Vietnamese live
// abroad. They are read once, when the program starts.
var zones = func() []Zone {
	list := []Zone{
		{Name: "Asia/Ho_Chi_Minh", Label: "Việt Nam", Words: []string{"trong nước", "quê nhà", "Lào", "Thái Lan", "Campuchia"}},
		{Name: "Asia/Seoul", Label: "Hàn Quốc", Words: []string{"Hàn", "Nam Hàn", "Đại Hàn"}},
		{Name: "Asia/Tokyo", Label: "Nhật Bản", Words: []string{"Nhật"}},
		{Name: "Asia/Taipei", Label: "Đài Loan", Words: []string{"Đài Bắc", "Trung Quốc", "Singapore", "Malaysia"}},
		{Name: "Europe/Berlin", Label: "Đức, Pháp, Séc", Words: []string{"Đức", "Pháp", "Séc", "Tiệp", "Tiệp Khắc", "Ba Lan", "Hà Lan", "Châu Âu", "Na Uy", "Thụy Điển"}},
		{Name: "Europe/London", Label: "Anh", Words: []string{"nước Anh", "ở Anh", "bên Anh", "Luân Đôn", "London"}},
		{Name: "Europe/Moscow", Label: "Nga", Words: []string{"nước Nga", "Mát-xcơ-va", "Moscow"}},
		{Name: "America/New_York", Label: "Mỹ, miền Đông", Words: []string{"Mỹ", "Hoa Kỳ", "New York", "Florida", "Canada", "Toronto", "Virginia"}},
		{Name: "America/Chicago", Label: "Texas, giữa nước Mỹ", Words: []string{"Mỹ", "Hoa Kỳ", "Texas", "Houston", "Dallas"}},
		{Name: "America/Los_Angeles", Label: "Cali, miền Tây Mỹ", Words: []string{"Mỹ", "Hoa Kỳ", "Cali", "California", "Washington", "Seattle"}},
		{Name: "Australia/Sydney", Label: "Úc", Words: []string{"nước Úc", "Sydney", "Melbourne"}},
	}
	for i := range list {
		var err error
		if list[i].Location, err = time.LoadLocation(list[i].Name); err != nil {
			panic(err) // the database is part of the program
		}
	}
	return list
}()

// Zones lists the clocks a learner may choose, Vietnam first. The result is
// shared: do not change it.
func Zones() []Zone { return zones }

// ZoneNamed is the zone of a name as it is stored. The error lists the names.
func ZoneNamed(name string) (*Zone, error) {
	i := slices.IndexFunc(zones, func(z Zone) bool { return z.Name == name })
	if i < 0 {
		names := make([]string, len(zones))
		for i, z := range zones {
			names[i] = z.Name
		}
		return nil, fmt.Errorf("there is no zone %q; write one of %s", name, strings.Join(names, ", "))
	}
	return &zones[i], nil
}
