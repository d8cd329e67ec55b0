type Value = string | boolean | null | Value[] | {[key: string]: Value}

interface Line {
  readonly indent: number
  readonly text: string
}

const key = /^([A-Za-z][\w./-]*):(?: +(\S+))?$/
const plainScalar = /^-{0,2}[A-Za-z/][\w./@:+=-]*$/
const quotedScalar = /^(?:"([^"\\]*)"|'([^']*)')$/
/** Words that YAML 1.1 gives a meaning of their own in some spelling. */
const special = /^(?:y|n|yes|no|on|off|true|false|null)$/i

/**
 * Reads the YAML that kubectl and cloud tools write into a kubeconfig: block mappings and lists of plain or quoted
 * words. Undefined for everything else (comments behind values, anchors, numbers, folded texts …), which the full
 * parser then reads. It is there for speed alone: loading and warming up that parser costs 10 ms of a 50 ms `get`.
 */
export function readPlainYaml(text: string): {[key: string]: unknown} | undefined {
  if (/[\t\r]/.test(text)) return undefined
  const lines = text
    .split('\n')
    .filter((line) => !/^ *(#|$)/.test(line))
    .map((line) => ({indent: line.search(/[^ ]/), text: line.trim()}))
  const reading = reader(lines)
  const value = lines[0]?.indent === 0 && !isItem(lines[0]) ? reading.mapping(0) : undefined
  return value && reading.wholeAndPlain() ? value : undefined
}

const isItem = (line: Line): boolean => line.text === '-' || line.text.startsWith('- ')

function reader(lines: Line[]) {
  let at = 0
  let odd = false
  const strange = (): null => {
    odd = true
    return null
  }

  const scalar = (word: string): Value => {
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === 'null') return null
    if (word === '{}') return {}
    if (word === '[]') return []
    const quoted = quotedScalar.exec(word)
    if (quoted) return quoted[1] ?? quoted[2] ?? ''
    return plainScalar.test(word) && !special.test(word) && !word.endsWith(':') ? word : strange()
  }

  /** What stands under `key:`; a list may stand as far left as its key. */
  const below = (indent: number): Value => {
    const next = lines[at]
    if (!next || next.indent < indent || (next.indent === indent && !isItem(next))) return null
    return isItem(next) ? list(next.indent) : mapping(next.indent)
  }

  const mapping = (indent: number): {[key: string]: Value} => {
    const entries = new Map<string, Value>()
    for (let line = lines[at]; line?.indent === indent && !isItem(line) && !odd; line = lines[at]) {
      const [, name = '', word] = key.exec(line.text) ?? []
      if (name === '' || special.test(name) || entries.has(name)) strange()
      at += 1
      entries.set(name, word === undefined ? below(indent) : scalar(word))
    }
    return Object.fromEntries(entries)
  }

  const list = (indent: number): Value[] => {
    const items: Value[] = []
    for (let line = lines[at]; line?.indent === indent && isItem(line) && !odd; line = lines[at]) {
      const rest = line.text.slice(1).trimStart()
      if (key.test(rest)) {
        const inner = indent + line.text.length - rest.length
        lines[at] = {indent: inner, text: rest}
        items.push(mapping(inner))
      } else {
        at += 1
        items.push(scalar(rest))
      }
    }
    return items
  }

  return {mapping, wholeAndPlain: () => !odd && at === lines.length}
}
