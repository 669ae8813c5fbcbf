package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// stopWithin is how long a server may take to end before it is killed.
const stopWithin = 20 * time.Second

// A process is a server that runs.
type process struct {
	*os.Process
	done chan struct{} // closed when it has ended
	err  error         // how it ended; to be read after done
}

// startProcess starts the command. Where the system can, the server is told to end when this
// program dies without having stopped it. That hangs on the thread, which is therefore kept.
func startProcess(cmd *exec.Cmd) (*process, error) {
	p := &process{done: make(chan struct{})}
	started := make(chan error)
	go func() {
		defer close(p.done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		dieWithParent(cmd)
		err := cmd.Start()
		p.Process = cmd.Process
		started <- err
		if err == nil {
			p.err = cmd.Wait()
		}
	}()
	return p, <-started
}

// stop asks the server to end at once, breaking its connections, and waits for it.
func (p *process) stop() error {
	_ = p.Signal(os.Interrupt) // "fast shutdown"; fails only if it has ended
	patience := time.NewTimer(stopWithin)
	defer patience.Stop()
	select {
	case <-p.done:
		return nil
	case <-patience.C:
	}
	err := p.Kill()
	<-p.done
	return fmt.Errorf("the server did not end by itself (killed: %w)", err)
}
