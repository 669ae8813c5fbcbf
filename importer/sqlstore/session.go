package sqlstore

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// A session runs statements over sheets, in a transaction or outside of one. One goroutine uses it.
type session struct {
	sqlx.ExtContext
	dialect  *dialect
	prepared map[string]*sqlx.Stmt // of the transaction
}

// exec runs the statement for all rows of the sheet, which it knows as v.
func (c *session) exec(ctx context.Context, s *sheet, statement string) error {
	chunk := c.dialect.chunk(s)
	for from := 0; from < s.len(); from += chunk {
		to := min(from+chunk, s.len())
		rows, args := c.dialect.rows(s, from, to)
		query := "with v(" + s.names() + ") as (" + rows + ") " + statement
		if err := c.run(ctx, query, args, to-from == chunk); err != nil {
			return err
		}
	}
	return nil
}

// run executes the query; a full chunk comes again, so its statement is kept as long as the transaction.
func (c *session) run(ctx context.Context, query string, args []any, full bool) error {
	stmt, err := c.keep(ctx, query, full) //nolint:sqlclosecheck // it is kept, and closed with the transaction
	if err != nil {
		return err
	}
	if stmt == nil {
		_, err = c.ExecContext(ctx, query, args...)
		return err
	}
	_, err = stmt.ExecContext(ctx, args...)
	return err
}

// keep returns the prepared statement where preparing pays, else nil.
func (c *session) keep(ctx context.Context, query string, full bool) (*sqlx.Stmt, error) {
	tx, inTx := c.ExtContext.(*sqlx.Tx)
	if !c.dialect.prepare || !full || !inTx {
		return nil, nil
	}
	if stmt, ok := c.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := tx.PreparexContext(ctx, query) // closed with the transaction
	if err == nil && c.prepared != nil {
		c.prepared[query] = stmt
	}
	return stmt, err
}

// query runs the query over all rows of the sheet, which it knows as v, and calls scan for each row that it
// returns.
func (c *session) query(ctx context.Context, s *sheet, query string, scan func(*sqlx.Rows) error) error {
	chunk := c.dialect.chunk(s)
	for from := 0; from < s.len(); from += chunk {
		rows, args := c.dialect.rows(s, from, min(from+chunk, s.len()))
		if err := c.scan(ctx, "with v("+s.names()+") as ("+rows+") "+query, args, scan); err != nil {
			return err
		}
	}
	return nil
}

// scan runs one query and calls scan for each row that it returns.
func (c *session) scan(ctx context.Context, query string, args []any, scan func(*sqlx.Rows) error) (err error) {
	rows, err := c.QueryxContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
