package draw

import (
	"image/color"
	"math"
)

// icon is a small picture in a square of 24 by 24: lines, rings and dots. They
// are the plain signs every phone uses, drawn anew, and no brand's.
type icon struct {
	lines [][]float32 // x, y, x, y …
	rings [][3]float32
	dots  [][3]float32
}

// icons has each of lessons.Icons.
var icons = map[string]icon{
	"bánh răng": gear(),
	"máy quay":  {lines: [][]float32{{3, 7, 15, 7, 15, 17, 3, 17, 3, 7}, {15, 12, 21, 7.5, 21, 16.5, 15, 12}}},
	"ống nghe":  {lines: [][]float32{handset}},
	"gác máy":   {lines: [][]float32{turned(handset, 135)}},
	"người":     {rings: [][3]float32{{12, 8, 4}}, lines: [][]float32{arch(12, 21, 8, 6.5)}},
	"kính lúp":  {rings: [][3]float32{{10.5, 10.5, 6.5}}, lines: [][]float32{{15.5, 15.5, 21, 21}}},
	"chuông":    {lines: [][]float32{{4, 17, 6, 15, 6, 11, 8, 7, 12, 5, 16, 7, 18, 11, 18, 15, 20, 17, 4, 17}}, dots: [][3]float32{{12, 20, 1.7}, {12, 4, 1.4}}},
	"ba chấm":   {dots: [][3]float32{{5, 12, 2}, {12, 12, 2}, {19, 12, 2}}},
	"dấu cộng":  {lines: [][]float32{{12, 4, 12, 20}, {4, 12, 20, 12}}},
	"ô vuông":   {lines: [][]float32{corner(4, 4), corner(14, 4), corner(4, 14)}, dots: [][3]float32{{15, 15, 1.4}, {19, 15, 1.4}, {17, 17.5, 1.4}, {15, 20, 1.4}, {19, 20, 1.4}}},
	"máy ảnh":   {lines: [][]float32{{3, 7, 8, 7, 10, 4, 14, 4, 16, 7, 21, 7, 21, 20, 3, 20, 3, 7}}, rings: [][3]float32{{12, 13.5, 4}}},
	"micro":     {lines: [][]float32{{9, 5, 9, 12, 10, 14, 12, 15, 14, 14, 15, 12, 15, 5, 14, 3.4, 12, 3, 10, 3.4, 9, 5}, {5, 12, 6, 16, 9, 18.5, 12, 19, 15, 18.5, 18, 16, 19, 12}, {12, 19, 12, 22}}},
	"gửi":       {lines: [][]float32{{3, 11, 21, 3, 15, 21, 11, 13, 3, 11}, {11, 13, 21, 3}}},
	"ảnh":       {lines: [][]float32{{3, 4, 21, 4, 21, 20, 3, 20, 3, 4}, {3, 17, 9, 11, 14, 16, 17, 13, 21, 17}}, dots: [][3]float32{{15.5, 9, 1.8}}},
	"phát":      {lines: [][]float32{{7, 4, 20, 12, 7, 20, 7, 4}}},
	"tin nhắn":  {lines: [][]float32{{4, 4, 20, 4, 20, 16, 11, 16, 6, 20.5, 6, 16, 4, 16, 4, 4}}},
	"danh bạ":   {lines: [][]float32{{6, 3, 20, 3, 20, 21, 6, 21, 6, 3}, {4, 8, 6.5, 8}, {4, 16, 6.5, 16}, arch(13, 17, 4, 3.5)}, rings: [][3]float32{{13, 9, 2.4}}},
	"ngôi nhà":  {lines: [][]float32{{3, 12, 12, 4, 21, 12}, {6, 10.5, 6, 20, 18, 20, 18, 10.5}}},
	"thẻ":       {lines: [][]float32{{3, 5, 21, 5, 21, 19, 3, 19, 3, 5}, {6, 15.5, 11, 15.5}, {14, 10, 18, 10}, {14, 14, 18, 14}}, rings: [][3]float32{{8.5, 10, 1.8}}},
	"quay lại":  {lines: [][]float32{{20, 12, 4, 12}, {10, 6, 4, 12, 10, 18}}},
}

var handset = []float32{5, 4, 8.8, 4, 10.6, 8.6, 8.4, 10.4, 10.4, 13.4, 13.6, 15.6, 15.4, 13.4, 20, 15.2, 20, 19, 18, 20.5, 12, 18, 6, 12, 3.5, 6, 5, 4}

// corner is one of the three squares of a QR code.
func corner(x, y float32) []float32 { return []float32{x, y, x + 6, y, x + 6, y + 6, x, y + 6, x, y} }

// arch is the upper half of an oval.
func arch(x, y, rx, ry float32) []float32 {
	var out []float32
	for i := range 13 {
		a := math.Pi * (1 + float64(i)/12)
		out = append(out, x+rx*float32(math.Cos(a)), y+ry*float32(math.Sin(a)))
	}
	return append(out, out[0], out[1])
}

// turned turns lines about the middle.
func turned(line []float32, degrees float64) []float32 {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	out := make([]float32, len(line))
	for i := 0; i < len(line); i += 2 {
		x, y := float64(line[i]-12), float64(line[i+1]-12)
		out[i], out[i+1] = float32(12+x*cos-y*sin), float32(12+x*sin+y*cos)
	}
	return out
}

// gear is a wheel with eight teeth.
func gear() icon {
	g := icon{rings: [][3]float32{{12, 12, 6.3}, {12, 12, 2.6}}}
	for i := range 8 {
		sin, cos := math.Sincos(math.Pi / 4 * float64(i))
		g.lines = append(g.lines, []float32{float32(12 + 7.5*cos), float32(12 + 7.5*sin), float32(12 + 9.3*cos), float32(12 + 9.3*sin)})
	}
	return g
}

// icon paints a small picture with its middle at m, size pixels wide.
func (c *canvas) icon(name string, col color.Color, m point, size float32) {
	k := size / 24
	at := func(x, y float32) point { return point{m.x + (x-12)*k, m.y + (y-12)*k} }
	pic := icons[name]
	for _, l := range pic.lines {
		pts := make([]point, len(l)/2)
		for i := range pts {
			pts[i] = at(l[2*i], l[2*i+1])
		}
		c.stroke(col, 2*k, pts...)
	}
	for _, r := range pic.rings {
		c.ring(col, at(r[0], r[1]), r[2]*k, 2*k)
	}
	for _, d := range pic.dots {
		c.disc(col, at(d[0], d[1]), d[2]*k)
	}
}

// familiar says which small picture goes with a name that many apps use.
var familiar = map[string]string{
	"Cài đặt": "bánh răng", "Máy ảnh": "máy ảnh", "Cá nhân": "người", "Danh bạ": "danh bạ", "Điện thoại": "ống nghe",
	"Thông báo": "chuông", "Tìm kiếm": "kính lúp", "Quét QR": "ô vuông", "Quét mã QR": "ô vuông", "Thêm": "dấu cộng",
	"Tin nhắn": "tin nhắn", "Trang chủ": "ngôi nhà", "Ví giấy tờ": "thẻ", "Ảnh": "ảnh", "Thư viện": "ảnh",
}
