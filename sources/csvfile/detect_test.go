package csvfile_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"muster/sources/csvfile"
)

// staff returns a table of these people, each twice, among others with plain names.
func staff(names string) string {
	var b strings.Builder
	b.WriteString("id;name;mail;city\r\n")
	for i, name := range strings.Split(names, "|") {
		fmt.Fprintf(&b, "%d;%s;p%d@example.com;Springfield\r\n", i, name, i)
		fmt.Fprintf(&b, "%d;John Smith;q%d@example.com;Bern\r\n", i+100, i)
	}
	return b.String()
}

func detect(data []byte) csvfile.Detection {
	var c csvfile.Census
	for len(data) > 0 { // in odd parts, as readers return them
		n := min(len(data), 37)
		_, _ = c.Write(data[:n])
		data = data[n:]
	}
	return c.Detect()
}

// TestDetect detects encodings by names of people whose language needs them.
func TestDetect(t *testing.T) {
	for _, c := range []struct{ encoding, names string }{
		{"windows-1252", "Jürgen Müller|Käthe Schäfer|Björn Groß|Jörg Weiß"},
		{"windows-1252", "Hélène Lefèvre|François Noël|Agnès Crête|Gaël Dubé"},
		{"windows-1252", "José Muñoz|María Núñez|Íñigo Ibáñez|Ángel Peña"},
		{"windows-1252", "João Gonçalves|Conceição Magalhães|Inês Simões"},
		{"windows-1252", "Søren Kjær|Åse Højgård|Bjørn Ødegård"},
		{"windows-1252", "Þórður Sigurðsson|Guðrún Jónsdóttir|Ævar Örn"},
		{"windows-1252", "Jürgen Müller|Søren Kjær|José Muñoz|Hélène Lefèvre|Nicolò Forlì"},
		{"windows-1250", "Łukasz Wiśniewski|Małgorzata Dąbrowska|Stanisław Wójcik|Paweł Zieliński"},
		{"windows-1250", "Jiří Dvořák|Věra Nováková|Tomáš Procházka|Růžena Kučerová|Ondřej Říha"},
		{"windows-1250", "Győző Szőke|Tünde Kővári|Zsófia Fűrész|Ödön Hegedűs|Mátyás Lőrincz|Erzsébet Tőkés"},
		{"iso-8859-2", "Łukasz Wiśniewski|Małgorzata Dąbrowska|Agnieszka Piątek|Jarosław Śliwa"},
		{"windows-1251", "Иванов Сергей|Ольга Петрова|Дмитрий Кузнецов"},
		{"koi8-r", "Иванов Сергей|Ольга Петрова|Дмитрий Кузнецов"},
		{"windows-1253", "Γιώργος Παπαδόπουλος|Ελένη Νικολάου|Δημήτρης Γεωργίου"},
		{"windows-1254", "Ayşe Yılmaz|Çağlar Şahin|İbrahim Öztürk|Gülşen Aydın|Oğuzhan Kılıç"},
		{"shift_jis", "山田 太郎|鈴木 花子|佐藤 健一|高橋 美咲|田中 さくら"},
		{"gb18030", "张伟|王芳|李娜|刘洋|陈静|杨帆|赵磊|黄丽"},
	} {
		e, err := htmlindex.Get(c.encoding)
		if err != nil {
			t.Fatal(err)
		}
		data, err := e.NewEncoder().String(staff(c.names))
		if err != nil {
			t.Fatal(err)
		}
		d := detect([]byte(data))
		read, err := csvfile.Decode(strings.NewReader(data), d.Encoding)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(read)
		if err != nil {
			t.Fatal(err)
		}
		if string(text) != staff(c.names) || !d.Certain() {
			t.Errorf("%s (%.20s): detected %+v", c.encoding, c.names, d)
		}
	}
}

// TestDetectUnicode detects encodings by what is sure about them.
func TestDetectUnicode(t *testing.T) {
	text := staff("Jürgen Müller|山田 太郎|Łukasz")
	utf16 := func(e unicode.Endianness, b unicode.BOMPolicy) string {
		s, err := unicode.UTF16(e, b).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	latin1 := "id;name\n" + strings.Repeat("1;M\xfcller;\n2;Ren\xe9;\n", 5)
	long := strings.Repeat("17;Anita Singh;a@example.com\n", 600)
	for name, c := range map[string]struct{ data, want string }{
		"ASCII":                          {long, "utf-8"},
		"empty":                          {"", "utf-8"},
		"UTF-8":                          {text, "utf-8"},
		"UTF-8 with a mark":              {"\uFEFF" + long, "utf-8"},
		"UTF-16 LE":                      {utf16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le"},
		"UTF-16 BE":                      {utf16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be"},
		"UTF-16 LE with a mark":          {utf16(unicode.LittleEndian, unicode.UseBOM), "utf-16le"},
		"UTF-16 BE with a mark":          {utf16(unicode.BigEndian, unicode.UseBOM), "utf-16be"},
		"ISO-2022-JP":                    {"id,name\n1,\x1b$B;3ED\x1b(B\n", "iso-2022-jp"},
		"a NUL is damage":                {long + "\x00", "utf-8"},
		"Latin-1 from row 600":           {long + "601;M\xfcller;\n", "windows-1252"},
		"UTF-8 with a Latin-1 row":       {strings.Repeat(text, 20) + "601;M\xfcller;\n", "utf-8"},
		"UTF-8 with one Latin-1 row":     {staff("Jürgen Müller|José Muñoz") + "3;J\xf6rg Wei\xdf;\n", "utf-8"},
		"UTF-8 with two Latin-1 rows":    {staff("Jürgen|Søren|Hélène") + "3;J\xf6rg;\n4;Fran\xe7ois;\n", "utf-8"},
		"UTF-8 in one row of two":        {staff("Jürgen") + "3;Ren\xe9;\n", "utf-8"},
		"Japanese with one Latin-1 row":  {staff("山田 太郎") + "3;Ren\xe9;\n4;Zo\xeb;\n", "utf-8"},
		"Polish with another encoding":   {staff("Łukasz Wiśniewski|Stanisław Wójcik") + "3;Pawe\xb3;\n4;Zieli\xf1ski;\n", "utf-8"},
		"Latin-1 with UTF-8 by chance":   {latin1 + "3;l'\xc9\x92;\n", "windows-1252"},
		"damage behind a mark":           {"\uFEFF" + long + "601;M\xfcller;\n", "utf-8"},
		"UTF-8 cut off in the last cell": {strings.Repeat(text, 2) + "1;\xc3", "utf-8"},
	} {
		d := detect([]byte(c.data))
		if d.Encoding != c.want || !d.Certain() {
			t.Errorf("%s: detected %+v, want %s", name, d, c.want)
		}
		if damaged := !utf8.ValidString(c.data) && c.want == "utf-8"; damaged != (d.Invalid > 0) {
			t.Errorf("%s: %d places are said to be damaged", name, d.Invalid)
		}
	}
}

// TestDetectLongLine counts no character as damage that two parts of the text share.
func TestDetectLongLine(t *testing.T) {
	line := []byte(strings.Repeat("山田 太郎,", 200_000))
	for _, size := range []int{1 << 18, 1<<18 + 1, 1<<18 + 2} {
		var c csvfile.Census
		for rest := line; len(rest) > 0; {
			n := min(len(rest), size)
			_, _ = c.Write(rest[:n])
			rest = rest[n:]
		}
		if d := c.Detect(); d.Encoding != csvfile.UTF8 || d.Invalid != 0 {
			t.Errorf("in parts of %d: detected %+v", size, d)
		}
	}
}

// TestDetectDoubt is about bytes that tell too little: there is no certainty then, but candidates.
func TestDetectDoubt(t *testing.T) {
	for name, data := range map[string]string{
		"two bytes of damage": "valid,\"invalid_\xff\xff_part\",valid\nvalid,valid,valid\n",
		"a letter by itself":  "id,name\n1,\xb3\n",
	} {
		if d := detect([]byte(data)); d.Certain() || len(d.Candidates) < 2 {
			t.Errorf("%s: detected %+v", name, d)
		}
	}
}

func TestEncodingName(t *testing.T) {
	for name, want := range map[string]string{
		"UTF-8": "utf-8", "utf8": "utf-8", "": "utf-8", "UTF-16": "utf-16le", " cp1252 ": "windows-1252", "latin1": "windows-1252",
		"ISO-8859-1": "windows-1252", "windows-1250": "windows-1250", "SJIS": "shift_jis", "cp932": "", "gbk": "gbk", "GB18030": "gb18030",
		"cp850": "cp850", "klingon": "",
	} {
		got, err := csvfile.EncodingName(name)
		if got != want || (want == "") != errors.Is(err, csvfile.ErrEncoding) {
			t.Errorf("%q is %q (%v), want %q", name, got, err, want)
		}
	}
}
