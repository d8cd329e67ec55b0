import {
  type Assignment,
  type Command,
  type Redirect,
  type Script,
  type Statement,
  type Step,
  SyntaxProblem,
  type Word,
} from './syntax.ts'
import {type Cursor, peek, readQuoted, readWord} from './words.ts'

const reserved = new Set([
  'if',
  'then',
  'elif',
  'else',
  'fi',
  'while',
  'until',
  'do',
  'done',
  'for',
  'in',
  'case',
  'esac',
  '{',
  '}',
  '!',
])

/** The script a text is. Throws {@link SyntaxProblem}. */
export function parseScript(text: string): Script {
  return new Parser({text, at: 0}).whole()
}

const readScript = (cursor: Cursor, close: string): Script => new Parser(cursor).inside(close)

interface Pending {
  readonly end: string
  readonly isQuoted: boolean
  readonly stripsTabs: boolean
  readonly target: Word[number][]
}

class Parser {
  readonly #cursor: Cursor
  readonly #documents: Pending[] = []

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  whole(): Script {
    const script = this.#statements()
    if (peek(this.#cursor) !== '') throw this.#unexpected()
    return script
  }

  inside(close: string): Script {
    const script = this.#statements()
    if (close !== '') this.#character(close)
    else if (peek(this.#cursor) !== '') throw this.#unexpected()
    return script
  }

  #statements(): Statement[] {
    const found: Statement[] = []
    for (;;) {
      this.#skipLines()
      const next = this.#bare()
      if (peek(this.#cursor) === '' || peek(this.#cursor) === ')' || this.#at(';;')) return found
      if (next !== undefined && ['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}'].includes(next)) return found
      const steps = this.#steps()
      this.#blank()
      const isBackground = peek(this.#cursor) === '&'
      found.push({steps, isBackground})
      if (isBackground || (peek(this.#cursor) === ';' && !this.#at(';;'))) this.#cursor.at++
      else if (peek(this.#cursor) !== '\n') return found
    }
  }

  #steps(): Step[] {
    const steps: Step[] = []
    let when: Step['when'] = 'always'
    for (;;) {
      this.#blank()
      const isNegated = this.#bare() === '!'
      if (isNegated) this.#word()
      const commands = [this.#command()]
      this.#blank()
      while (peek(this.#cursor) === '|' && !this.#at('||')) {
        this.#cursor.at++
        this.#skipLines()
        commands.push(this.#command())
        this.#blank()
      }
      steps.push({when, pipeline: {commands, isNegated}})
      if (this.#at('&&')) when = 'success'
      else if (this.#at('||')) when = 'failure'
      else return steps
      this.#cursor.at += 2
      this.#skipLines()
    }
  }

  #command(): Command {
    this.#blank()
    const next = this.#bare()
    if (peek(this.#cursor) === '(') {
      this.#cursor.at++
      const body = this.#statements()
      this.#character(')')
      return {kind: 'group', body, isSubshell: true, redirects: this.#redirects()}
    }
    switch (next) {
      case '{':
        return {kind: 'group', body: this.#between('{', '}'), isSubshell: false, redirects: this.#redirects()}
      case 'if':
        return this.#if()
      case 'while':
      case 'until': {
        this.#keyword(next)
        const test = this.#statements()
        const body = this.#between('do', 'done')
        return {kind: 'loop', test, isUntil: next === 'until', body, redirects: this.#redirects()}
      }
      case 'for':
        return this.#for()
      case 'case':
        return this.#case()
      default:
        if (next !== undefined && reserved.has(next)) throw this.#unexpected()
        return this.#simple()
    }
  }

  #if(): Command {
    const branches: {test: Script; body: Script}[] = []
    let otherwise: Script = []
    this.#keyword('if')
    for (;;) {
      const test = this.#statements()
      this.#keyword('then')
      branches.push({test, body: this.#statements()})
      const next = this.#bare()
      if (next === 'elif') this.#keyword('elif')
      else {
        if (next === 'else') {
          this.#keyword('else')
          otherwise = this.#statements()
        }
        this.#keyword('fi')
        return {kind: 'if', branches, otherwise, redirects: this.#redirects()}
      }
    }
  }

  #for(): Command {
    this.#keyword('for')
    const name = this.#bare() ?? ''
    this.#word()
    this.#skipLines()
    let words: Word[] | undefined
    if (this.#bare() === 'in') {
      this.#word()
      words = []
      for (let word = this.#word(); word; word = this.#word()) words.push(word)
    }
    this.#blank()
    if (peek(this.#cursor) === ';') this.#cursor.at++
    this.#skipLines()
    return {kind: 'for', name, words, body: this.#between('do', 'done'), redirects: this.#redirects()}
  }

  #case(): Command {
    this.#keyword('case')
    const word = this.#word()
    if (!word) throw this.#unexpected()
    this.#skipLines()
    this.#keyword('in')
    const branches: {patterns: Word[]; body: Script}[] = []
    for (this.#skipLines(); this.#bare() !== 'esac'; this.#skipLines()) {
      if (peek(this.#cursor) === '(') this.#cursor.at++
      const patterns: Word[] = []
      do {
        if (peek(this.#cursor) === '|') this.#cursor.at++
        const pattern = this.#word()
        if (!pattern) throw this.#unexpected()
        patterns.push(pattern)
        this.#blank()
      } while (peek(this.#cursor) === '|')
      this.#character(')')
      branches.push({patterns, body: this.#statements()})
      this.#skipLines()
      if (this.#at(';;')) this.#cursor.at += 2
    }
    this.#keyword('esac')
    return {kind: 'case', word, branches, redirects: this.#redirects()}
  }

  #simple(): Command {
    const assignments: Assignment[] = []
    const words: Word[] = []
    const redirects: Redirect[] = []
    for (;;) {
      this.#blank()
      const redirect = this.#redirect()
      if (redirect) {
        redirects.push(redirect)
        continue
      }
      const word = this.#word()
      if (!word) break
      const assignment = words.length === 0 ? asAssignment(word) : undefined
      if (assignment) assignments.push(assignment)
      else words.push(word)
      const [only] = word
      if (words.length === 1 && this.#at('()') && only?.kind === 'text') {
        this.#cursor.at += 2
        this.#skipLines()
        return {kind: 'function', name: only.text, body: this.#command(), redirects: []}
      }
    }
    if (words.length + assignments.length + redirects.length === 0) throw this.#unexpected()
    return {kind: 'simple', assignments, words, redirects}
  }

  #redirects(): Redirect[] {
    const found: Redirect[] = []
    for (let next = this.#redirect(); next; next = this.#redirect()) found.push(next)
    return found
  }

  #redirect(): Redirect | undefined {
    this.#blank()
    const match = /^(\d*)(<<-?|>>|>&|<&|>\||[<>])/.exec(this.#cursor.text.slice(this.#cursor.at, this.#cursor.at + 8))
    if (!match) return undefined
    const [whole, number = '', sign = ''] = match
    this.#cursor.at += whole.length
    const word = this.#word()
    if (!word) throw this.#unexpected()
    const descriptor = number === '' ? (sign.startsWith('<') ? 0 : 1) : Number(number)
    if (!sign.startsWith('<<')) {
      const operator = sign === '>|' ? '>' : (sign as Redirect['operator'])
      return {descriptor, operator, target: word}
    }
    const target: Word[number][] = []
    const isQuoted = word.some((part) => part.isQuoted)
    const end = word.map((part) => (part.kind === 'text' ? part.text : '')).join('')
    this.#documents.push({end, isQuoted, stripsTabs: sign === '<<-', target})
    return {descriptor, operator: '<<', target}
  }

  /** The texts of the here-documents begun on the line that ends here. */
  #readDocuments(): void {
    for (let next = this.#documents.shift(); next; next = this.#documents.shift()) {
      let text = ''
      for (;;) {
        if (this.#cursor.at >= this.#cursor.text.length)
          throw new SyntaxProblem(`here-document ends before "${next.end}"`, true)
        const stop = this.#cursor.text.indexOf('\n', this.#cursor.at)
        const end = stop < 0 ? this.#cursor.text.length : stop
        const raw = this.#cursor.text.slice(this.#cursor.at, end)
        const line = next.stripsTabs ? raw.replace(/^\t+/, '') : raw
        this.#cursor.at = Math.min(end + 1, this.#cursor.text.length)
        if (line === next.end) break
        text += `${line}\n`
      }
      if (next.isQuoted) next.target.push({kind: 'text', text, isQuoted: true})
      else next.target.push(...readQuoted({text, at: 0}, readScript, ''))
    }
  }

  #between(open: string, close: string): Script {
    this.#skipLines()
    this.#keyword(open)
    const script = this.#statements()
    this.#keyword(close)
    return script
  }

  #keyword(word: string): void {
    this.#skipLines()
    if (this.#bare() !== word) throw this.#unexpected()
    this.#word()
  }

  #character(character: string): void {
    this.#skipLines()
    if (peek(this.#cursor) !== character) throw this.#unexpected()
    this.#cursor.at++
  }

  /** The next word as it is written, when it has no quotes and stands for itself. */
  #bare(): string | undefined {
    this.#blank()
    return /^[^\s;&|<>()'"\\$`]+(?=[\s;&|<>()]|$)/.exec(
      this.#cursor.text.slice(this.#cursor.at, this.#cursor.at + 256),
    )?.[0]
  }

  #word(): Word | undefined {
    this.#blank()
    return readWord(this.#cursor, readScript)
  }

  #at(text: string): boolean {
    return this.#cursor.text.startsWith(text, this.#cursor.at)
  }

  #blank(): void {
    for (;;) {
      const next = peek(this.#cursor)
      if (next === ' ' || next === '\t' || next === '\r') this.#cursor.at++
      else if (this.#at('\\\n')) this.#cursor.at += 2
      else if (next === '#') while (!['\n', ''].includes(peek(this.#cursor))) this.#cursor.at++
      else return
    }
  }

  #skipLines(): void {
    for (this.#blank(); peek(this.#cursor) === '\n'; this.#blank()) {
      this.#cursor.at++
      this.#readDocuments()
    }
  }

  #unexpected(): SyntaxProblem {
    const next = this.#bare() ?? peek(this.#cursor)
    if (next === '') return new SyntaxProblem('syntax error: unexpected end of file', true)
    return new SyntaxProblem(`syntax error: unexpected "${next === '\n' ? 'newline' : next}"`)
  }
}

function asAssignment([first, ...rest]: Word): Assignment | undefined {
  if (first?.kind !== 'text' || first.isQuoted) return undefined
  const match = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/.exec(first.text)
  if (!match) return undefined
  const text = match[2] ?? ''
  return {name: match[1] ?? '', value: text === '' ? rest : [{kind: 'text', text, isQuoted: false}, ...rest]}
}
