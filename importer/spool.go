package importer

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
)

// A spool keeps decided chunks in a temporary file until they are written. The file holds personal data,
// so it is sealed with AES-256-GCM under a key that only this process's memory has, and is
// removed by Close; what a crash leaves behind nobody can read.
//
// The file is a sequence of frames: a length of 4 bytes, big endian, then that many bytes of sealed
// data. The frame's number is the nonce, which no other frame under this key has.
type spool struct {
	file   *os.File
	seal   cipher.AEAD
	frames uint64
	plain  bytes.Buffer
	enc    *gob.Encoder
}

// A spooled is a chunk as the spool keeps it.
type spooled struct {
	Number      int
	Done, Total int64
	Entries     []*Entry
	Decisions   []*Decision
	Outcomes    map[int]*Outcome
}

// newSpool makes an empty spool in dir, or in the system's temporary folder where dir is "".
func newSpool(dir string) (*spool, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("make a key for the temporary file: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make a key for the temporary file: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("make a key for the temporary file: %w", err)
	}
	file, err := os.CreateTemp(dir, "muster-*.spool")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	s := &spool{file: file, seal: seal}
	s.enc = gob.NewEncoder(&s.plain)
	return s, nil
}

// Append adds a chunk at the end.
func (s *spool) Append(c *chunk) error {
	s.plain.Reset()
	err := s.enc.Encode(spooled{
		Number: c.number, Done: c.done, Total: c.total, Entries: withoutLayout(c.entries), Decisions: c.decisions,
		Outcomes: c.outcomes,
	})
	if err != nil {
		return fmt.Errorf("write the temporary file: %w", err)
	}
	sealed := s.seal.Seal(make([]byte, 4), s.nonce(s.frames), s.plain.Bytes(), nil)
	binary.BigEndian.PutUint32(sealed, uint32(len(sealed)-4)) //nolint:gosec // a batch is far below 4 GiB
	s.frames++
	if _, err := s.file.Write(sealed); err != nil {
		return fmt.Errorf("write the temporary file %s: %w", s.file.Name(), err)
	}
	return nil
}

// withoutLayout returns copies without the layout, which is the same for all and is put back by Replay.
func withoutLayout(entries []*Entry) []*Entry {
	copies := make([]*Entry, len(entries))
	for i, e := range entries {
		c := *e
		c.Layout = nil
		copies[i] = &c
	}
	return copies
}

// Replay hands over each chunk, in the order of Append, until use fails. It can be called as often as wanted.
func (s *spool) Replay(layout *Layout, use func(*chunk) error) error {
	r := &spoolReader{spool: s, from: io.NewSectionReader(s.file, 0, 1<<62)}
	dec := gob.NewDecoder(r)
	for range s.frames {
		var sp spooled
		if err := dec.Decode(&sp); err != nil {
			return fmt.Errorf("read the temporary file %s back: %w", s.file.Name(), err)
		}
		for _, e := range sp.Entries {
			e.Layout = layout
		}
		err := use(&chunk{
			number: sp.Number, done: sp.Done, total: sp.Total, entries: sp.Entries, decisions: sp.Decisions,
			outcomes: sp.Outcomes,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *spool) nonce(frame uint64) []byte {
	nonce := make([]byte, s.seal.NonceSize())
	binary.BigEndian.PutUint64(nonce, frame)
	return nonce
}

// Close removes the spool.
func (s *spool) Close() error {
	return errors.Join(s.file.Close(), os.Remove(s.file.Name()))
}

// A spoolReader opens one frame after the other.
type spoolReader struct {
	spool *spool
	from  io.Reader
	frame uint64
	plain []byte
}

// Read yields the plain bytes of all frames.
func (r *spoolReader) Read(p []byte) (int, error) {
	for len(r.plain) == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.plain)
	r.plain = r.plain[n:]
	return n, nil
}

func (r *spoolReader) next() error {
	var length [4]byte
	if _, err := io.ReadFull(r.from, length[:]); err != nil {
		return err
	}
	sealed := make([]byte, binary.BigEndian.Uint32(length[:]))
	if _, err := io.ReadFull(r.from, sealed); err != nil {
		return err
	}
	plain, err := r.spool.seal.Open(sealed[:0], r.spool.nonce(r.frame), sealed, nil)
	if err != nil {
		return fmt.Errorf("frame %d: %w", r.frame, err)
	}
	r.plain, r.frame = plain, r.frame+1
	return nil
}
