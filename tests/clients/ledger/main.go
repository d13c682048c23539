// Checks a ledger of logins with the note and log packages of the Go project's checksum database, and
// with Transparency.dev's of cosignatures: signed notes, Merkle proofs and tiles by people who never
// heard of this ledger.
//
//	ledger LEDGER WITNESS RECEIPT OLDER
//
// LEDGER is the address under which a role serves its ledger, WITNESS that of its witness's key,
// RECEIPT the file of a person's receipt, OLDER the file of a head that was seen earlier. What holds
// is said in one line each.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	cosignature "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	saltBytes  = 32
	commitment = "beffroi.entry.1\n"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: ledger LEDGER WITNESS RECEIPT OLDER")
		os.Exit(2)
	}
	if err := check(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(ledger, witness, receipt, older string) error {
	verifier, err := key(ledger+"/key", note.NewVerifier)
	if err != nil {
		return err
	}
	cosigner, err := key(witness, cosignature.NewVerifierForCosignatureV1)
	if err != nil {
		return err
	}
	signed, err := get(ledger + "/checkpoint")
	if err != nil {
		return err
	}
	head, err := open(signed, verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	fmt.Printf("head %d\n", head.N)

	// The reader checks each tile against the head before anything is taken from it.
	tiles := tlog.TileHashReader(head, &tiles{ledger})
	if err := checkReceipt(receipt, verifier, cosigner); err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	if err := checkOlder(older, verifier, head, tiles); err != nil {
		return fmt.Errorf("older head: %w", err)
	}
	return checkEntries(ledger, head, tiles)
}

// key reads the key of a ledger or of a witness.
func key(url string, read func(string) (note.Verifier, error)) (note.Verifier, error) {
	text, err := get(url)
	if err != nil {
		return nil, err
	}
	return read(strings.TrimSpace(string(text)))
}

// open reads a checkpoint that the key signed, and whose origin is the key's name.
func open(signed []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this ledger")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func checkReceipt(file string, verifier, cosigner note.Verifier) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	proof, signed, found := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(proof), "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a receipt")
	}
	head, err := open(signed, verifier)
	if err != nil {
		return err
	}
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil || len(extra) <= saltBytes {
		return errors.New("not a salt and an entry")
	}
	place, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	path := tlog.RecordProof{}
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		path = append(path, hash)
	}
	committed := sha256.Sum256(append([]byte(commitment), extra...))
	if err := tlog.CheckRecord(path, head.N, head.Hash, place, tlog.RecordHash(committed[:])); err != nil {
		return err
	}
	fmt.Printf("receipt %d of %d\n", place, head.N)
	return checkCosignature(signed, cosigner)
}

func checkCosignature(signed []byte, cosigner note.Verifier) error {
	opened, err := note.Open(signed, note.VerifierList(cosigner))
	if err != nil {
		return err
	}
	at, err := cosignature.CoSigV1Timestamp(opened.Sigs[0])
	if err != nil {
		return err
	}
	fmt.Printf("cosigned %d\n", at.Unix())
	return nil
}

// checkOlder has a consistency proof built from the tiles, and checks it.
func checkOlder(file string, verifier note.Verifier, head tlog.Tree, tiles tlog.HashReader) error {
	signed, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	older, err := open(signed, verifier)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(head.N, older.N, tiles)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, head.N, head.Hash, older.N, older.Hash); err != nil {
		return err
	}
	fmt.Printf("consistent %d %d\n", older.N, head.N)
	return nil
}

// checkEntries checks every entry of the public bundles by an inclusion proof of its own.
func checkEntries(ledger string, head tlog.Tree, tiles tlog.HashReader) error {
	for first := int64(0); first < head.N; first += 1 << tileHeight {
		width := min(head.N-first, 1<<tileHeight)
		bundle, err := get(ledger + "/" + path("entries", first>>tileHeight, int(width)))
		if err != nil {
			return err
		}
		for place := first; place < first+width; place++ {
			entry, rest, err := next(bundle)
			if err != nil {
				return fmt.Errorf("entry %d: %w", place, err)
			}
			bundle = rest
			proof, err := tlog.ProveRecord(head.N, place, tiles)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, head.N, head.Hash, place, tlog.RecordHash(entry)); err != nil {
				return fmt.Errorf("entry %d: %w", place, err)
			}
		}
	}
	fmt.Printf("entries %d\n", head.N)
	return nil
}

// next takes an entry off a bundle: each stands behind its length in two bytes.
func next(bundle []byte) (entry, rest []byte, err error) {
	if len(bundle) < 2 {
		return nil, nil, io.ErrUnexpectedEOF
	}
	length := int(bundle[0])<<8 | int(bundle[1])
	if len(bundle) < 2+length {
		return nil, nil, io.ErrUnexpectedEOF
	}
	return bundle[2 : 2+length], bundle[2+length:], nil
}

// tiles reads tiles of hashes where C2SP tlog-tiles puts them.
type tiles struct{ ledger string }

func (t *tiles) Height() int { return tileHeight }

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range wanted {
		bytes, err := get(t.ledger + "/" + path(strconv.Itoa(tile.L), tile.N, tile.W))
		if err != nil {
			return nil, err
		}
		read = append(read, bytes)
	}
	return read, nil
}

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// path spells a tile as C2SP does: digits in threes, all but the last behind an x.
func path(level string, index int64, width int) string {
	digits := fmt.Sprintf("%03d", index%1000)
	for index /= 1000; index > 0; index /= 1000 {
		digits = fmt.Sprintf("x%03d/%s", index%1000, digits)
	}
	if width < 1<<tileHeight {
		digits += fmt.Sprintf(".p/%d", width)
	}
	return "tile/" + level + "/" + digits
}

func get(url string) ([]byte, error) {
	answer, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, answer.Status)
	}
	return io.ReadAll(answer.Body)
}
