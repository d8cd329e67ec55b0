import {redact} from '@ome/sdk/text'

const hidden = '[hidden]'
const secretWord =
  '(?:token|passwd|password|passphrase|[_.-]pass|secret|credentials?|(?:api|access|account|private|secret)[_-]?key)'
/** Bounded: a line of nothing but such characters is looked through in no time. */
const secretName = `[\\w.-]{0,40}${secretWord}`
/** A value in quotes, which may be escaped ones, else up to the next blank, mark, or end of an escaped line. */
const value = `(?!\\[hidden\\])(?:(\\\\*["'])(?!\\2)(?:(?!\\2)[^\\n])+(?=\\2)|(?:(?!\\\\+[nrt"'])[^\\s"',}\\]])+)`
const mark = `\\\\*["']?`

/** What tokens of well-known makers look like, wherever they stand. */
const shapes =
  /\b(?:hf_[A-Za-z0-9]{16,}|sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|nvapi-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g
const keyBlocks = /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g
/** `HF_TOKEN: x`, `password=x`, `"apiKey": "x"`. */
const pairs = new RegExp(`(${secretWord}${mark}\\s*[:=]\\s*)${value}`, 'gi')
/** `name: HF_TOKEN` and `value: x` behind it, in YAML or JSON. */
const variables = new RegExp(
  `(\\bname${mark}\\s*[:=]\\s*${mark}${secretName}${mark}[\\s,]+${mark}value${mark}\\s*[:=]\\s*)${value}`,
  'gi',
)
/** `--api-key x` in a line, `["--api-key", "x"]`, and as items of a list in YAML. */
const operands = new RegExp(`(--?${secretName}${mark}(?:\\s*,\\s*|[ \\t]+|\\s+-[ \\t]+))(?!${mark}-)${value}`, 'gi')
/** `password: |` and the lines that belong to it. */
const blocks = new RegExp(
  `^([ \\t]*)(${secretName}["']?:) *[|>][-+\\d]*\\n(?:(?:\\1[ \\t]+[^\\n]*|[ \\t]*)(?:\\n|$))+`,
  'gim',
)
/** Long runs without a blank that are no digest: keys and data of Secrets. */
const runs = /(?<!sha256:)(?<![\w+/=-])(?=[\w+/-]*\d)(?=[\w+/-]*[A-Z])(?=[\w+/-]*[a-z])[A-Za-z0-9+/_-]{40,}={0,2}/g

/**
 * A text without what looks like a secret, for everything that leaves this machine or is written to a record. It errs on
 * the side of hiding.
 */
export const redactText = (text: string): string =>
  redact(text)
    .replaceAll(keyBlocks, hidden)
    .replaceAll(shapes, hidden)
    .replaceAll(blocks, `$1$2 ${hidden}\n`)
    .replaceAll(operands, `$1$2${hidden}`)
    .replaceAll(variables, `$1$2${hidden}`)
    .replaceAll(pairs, `$1$2${hidden}`)
    .replaceAll(runs, hidden)

/** A value with every text in it redacted; keys stay. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map(redactValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactValue(inner)]))
}
