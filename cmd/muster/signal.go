package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilSignal returns a channel that is closed by the first interrupt or termination signal, and a context that is
// cancelled by the second: the first asks for an orderly end (the batch in hand is completed, the report
// written), the second insists. release gives the signals back.
func untilSignal(parent context.Context) (ctx context.Context, stop <-chan struct{}, release func()) {
	ctx, cancel := context.WithCancel(parent)
	signals, stopped, done := make(chan os.Signal, 2), make(chan struct{}), make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		defer close(done)
		select {
		case <-signals:
			close(stopped)
		case <-ctx.Done():
			return
		}
		select {
		case <-signals:
			cancel()
			signal.Stop(signals) // a third one ends the program as it ends any other
		case <-ctx.Done():
		}
	}()
	return ctx, stopped, func() {
		signal.Stop(signals)
		cancel()
		<-done
	}
}
