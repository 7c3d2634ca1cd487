package postgres

import (
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// encodeArgs writes the arguments of a prepared statement as text.
func encodeArgs(c *pgx.Conn, prepared *pgconn.StatementDescription, args ...any) ([][]byte, error) {
	out := make([][]byte, len(args))
	for i, a := range args {
		b, err := c.TypeMap().Encode(prepared.ParamOIDs[i], pgx.TextFormatCode, a, []byte{})
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
		out[i] = b
	}
	return out, nil
}

// claimed reads the result of one statement of a pipeline, and of the sync
// behind it, and says whether the statement changed a row.
func claimed(p *pgconn.Pipeline) (bool, error) {
	changed := false
	for {
		r, err := p.GetResults()
		if err != nil {
			return false, err
		}
		switch r := r.(type) {
		case *pgconn.ResultReader:
			tag, err := r.Close()
			if err != nil {
				return false, err
			}
			changed = tag.RowsAffected() == 1
		case *pgconn.PipelineSync:
			return changed, nil
		default:
			return false, fmt.Errorf("an answer of the kind %T came out of turn", r)
		}
	}
}
