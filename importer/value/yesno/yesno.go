// Package yesno reads the words with which files say yes and no, in the languages
// whose headers muster recognizes.
package yesno

import (
	"strings"

	"muster/importer/value/text"
)

// Parse returns what the word means, whatever its case; ok is false where it is neither yes nor no. Blank is neither.
func Parse(s string) (value, ok bool) {
	value, ok = words[strings.TrimRight(text.Fold(s), ".!")]
	return value, ok
}

// words holds the words by their folded form, see text.Fold. A word that means
// yes in one language and no in another is not in it.
var words = index(
	`yes y true t on 1 x ✓ ✔ ☑ ✅ ok enabled active checked
	ja j wahr ein aktiv
	oui o vrai actif activé
	sí si s verdadero cierto activo
	sim verdadeiro ativo
	vero attivo
	waar aan actief
	tak prawda aktywny
	sann sant på
	evet e doğru aktif açık
	да д истина вкл
	はい 真 有効 有 ○ 〇 ◯
	是 对 對 有 真 启用`,
	`no n false f off 0 ✗ ✘ ☐ ❌ disabled inactive unchecked
	nein falsch aus inaktiv
	non faux inactif désactivé
	falso inactivo
	não nao inativo
	inattivo
	nee onwaar uit inactief
	nie fałsz nieaktywny
	nej falskt av inaktiv
	hayır hayir h yanlış pasif kapalı
	нет н ложь выкл
	いいえ 偽 無効 無 × ✕
	否 不 不是 错 錯 无 假 禁用`,
)

func index(yes, no string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(yes) {
		m[text.Fold(w)] = true
	}
	for w := range strings.FieldsSeq(no) {
		m[text.Fold(w)] = false
	}
	return m
}
