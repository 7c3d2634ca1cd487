package recall

import "math"

// w are the default weights of FSRS-6, as published.
var w = [21]float64{
	0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
	1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
}

// retention is the chance of recall wanted when a question comes back.
const retention = 0.9

// The curve of forgetting: retention is reached when as many days are over as
// the stability says.
var (
	decay  = -w[20]
	factor = math.Pow(0.9, 1/decay) - 1
)

// The products below that are added to something are rounded by a conversion
// first: the language allows a machine to fuse the two operations, which gives
// other last bits.

// forgetting is the chance of recall after days.
func forgetting(days, s float64) float64 {
	return math.Pow(1+float64(factor*days/clampStability(s)), decay)
}

// interval is after how many days the chance of recall is the one wanted.
func interval(s float64) int {
	days := clampStability(s) / factor * (math.Pow(retention, 1/decay) - 1)
	return int(max(1, min(math.Round(days), MaxDays)))
}

func clampStability(s float64) float64  { return min(max(s, 0.001), 36500) }
func clampDifficulty(d float64) float64 { return min(max(d, 1), 10) }

// firstStability and firstDifficulty are those after the first answer.
func firstStability(g Grade) float64 { return max(w[g-1], 0.1) }

func firstDifficulty(g Grade) float64 { return w[4] - math.Exp(w[5]*float64(g-1)) + 1 }

// difficulty moves less the closer it is to its upper end, and always a little
// towards that of an easy question.
func difficulty(d float64, g Grade) float64 {
	change := -w[6] * float64(g-Good)
	moved := d + float64((10-d)*change)/9
	return clampDifficulty(float64(w[7]*firstDifficulty(easy)) + float64((1-w[7])*moved))
}

// stability is the one after an answer that came gone days after the last.
func stability(c Card, g Grade, gone float64) float64 {
	if gone == 0 {
		return sameDay(c.Stability, g)
	}
	chance := forgetting(gone, c.Stability)
	if g == Again {
		return forgotten(c, chance)
	}
	return recalled(c, g, chance)
}

// sameDay is the stability after a further answer on the day of the last.
func sameDay(s float64, g Grade) float64 {
	s = clampStability(s)
	grow := math.Exp(w[17]*(float64(g-Good)+w[18])) * math.Pow(s, -w[19])
	if g >= hard {
		grow = max(1, grow)
	}
	return clampStability(s * grow)
}

// recalled is the stability after a right answer: it grows the more, the more
// likely the question was forgotten.
func recalled(c Card, g Grade, chance float64) float64 {
	penalty := 1.0
	if g == hard {
		penalty = w[15]
	}
	grow := math.Exp(w[8]) * (11 - c.Difficulty) * math.Pow(c.Stability, -w[9]) *
		(math.Exp((1-chance)*w[10]) - 1) * penalty
	return clampStability(c.Stability * (1 + float64(grow)))
}

// forgotten is the stability after a wrong answer: never more than after a
// wrong answer on the same day.
func forgotten(c Card, chance float64) float64 {
	s := w[11] * math.Pow(c.Difficulty, -w[12]) * (math.Pow(c.Stability+1, w[13]) - 1) *
		math.Exp((1-chance)*w[14])
	return clampStability(min(s, c.Stability/math.Exp(w[17]*w[18])))
}
