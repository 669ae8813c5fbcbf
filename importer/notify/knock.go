package notify

import "context"

// Knock finds out whether the server can be reached and lets us in. It sends no mail. The error is a [*ServerError], or one
// that wraps [ErrOption].
func Knock(ctx context.Context, server *Server) error {
	s, err := newSession(server)
	if err != nil {
		return err
	}
	defer s.close()
	return s.open(ctx)
}
