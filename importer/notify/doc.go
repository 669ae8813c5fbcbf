// Package notify sends the mail that waits in the outbox: it claims what is due, writes each mail from a template in the
// person's language, and hands it to a mail server by SMTP.
//
// It does not decide who is mailed (the import does, in the transaction of the change), and it keeps nothing: what is
// queued, sent or given up stands in the [Store]. It sends mail and no other kind of message.
//
// # Once, more or less
//
// SMTP cannot promise that a mail arrives exactly once. A program that dies between the server's "accepted" and the
// note in the outbox leaves a mail that is claimed but not sent; it is sent again when its claim has run out, with the same
// Message-ID (the mail's id in the outbox), by which mail systems and people can see that it is the same. No mail is lost.
//
// # Secrets
//
// Temporary passwords and invitation tokens are opened in memory for the moment in which their mail is written, and
// only for the templates that need them: a mail that tells somebody their username cannot show a password, whatever the
// template says. No secret is part of an error, of a log record or of what the Store is told.
package notify
