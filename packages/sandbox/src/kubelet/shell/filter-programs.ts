import {breath} from './breath.ts'
import {type Call, options, type Program, ProgramError} from './program.ts'
import {expression, inShortTime, isRisky, withClasses} from './regular-expression.ts'
import {inputs, linesOf, readFile, unescaped} from './text-programs.ts'

/** Lines that are looked at together. */
const batch = 1000

function matchesOf(test: RegExp, lines: readonly string[]): (readonly string[] | null)[] {
  const match = (): (readonly string[] | null)[] => lines.map((line) => line.match(test))
  return isRisky([test], lines) ? inShortTime(match) : match()
}

const grep: Program = async (call) => {
  const {flags, values, rest} = options(call.args, 'emABC')
  const [pattern = '', ...names] = values.has('e') ? [values.get('e') ?? '', ...rest] : rest
  const isExtended = flags.has('E') || flags.has('P') || call.name === 'egrep'
  const own = flags.has('w') ? `\\b(${pattern})\\b` : flags.has('x') ? `^(${pattern})$` : pattern
  const test = expression(own, {
    isExtended: isExtended || own !== pattern,
    isFixed: flags.has('F') && own === pattern,
    flags: flags.has('i') ? 'gi' : 'g',
  })
  let found = 0
  let code = 0
  const files = names.length > 0 ? names : ['-']
  const take = (name: string, line: string, number: number, matches: readonly string[] | null): void => {
    if ((matches !== null) === flags.has('v')) return
    found++
    if (flags.has('q') || flags.has('c') || flags.has('l')) return
    const prefix = `${files.length > 1 && !flags.has('h') ? `${name}:` : ''}${flags.has('n') ? `${number}:` : ''}`
    for (const text of flags.has('o') && matches ? matches : [line]) call.io.out.write(`${prefix}${text}\n`)
  }
  for (const name of files) {
    const before = found
    if (name === '-') {
      let number = 0
      for (let line = await call.io.in.line(); line !== undefined; line = await call.io.in.line()) {
        take(name, line, ++number, matchesOf(test, [line])[0] ?? null)
        await breath()
        if (flags.has('q') && found > 0) return 0
      }
    } else {
      const bytes = readFile(call, name)
      if (!bytes) code = 2
      const lines = linesOf(bytes ?? Buffer.alloc(0))
      for (let from = 0; from < lines.length; from += batch) {
        const some = lines.slice(from, from + batch)
        const matches = matchesOf(test, some)
        for (const [i, line] of some.entries()) take(name, line, from + i + 1, matches[i] ?? null)
        await breath()
      }
    }
    if (flags.has('c')) call.io.out.write(`${files.length > 1 ? `${name}:` : ''}${found - before}\n`)
    if (flags.has('l') && found > before) call.io.out.write(`${name}\n`)
  }
  return found > 0 ? code : Math.max(1, code)
}

/** A program that makes lines of lines. */
const filter =
  (change: (lines: string[], call: Call) => readonly string[], valued = ''): Program =>
  async (call) => {
    const {rest} = options(call.args, valued)
    const {bytes, code} = await inputs(call, rest)
    for (const line of change(linesOf(bytes), call)) call.io.out.write(`${line}\n`)
    return code
  }

const sort = filter((lines, {args}) => {
  const {flags} = options(args, 'kt')
  const order = flags.has('n')
    ? (a: string, b: string) => Number.parseFloat(a) - Number.parseFloat(b) || (a < b ? -1 : 1)
    : (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  const sorted = [...lines].sort(order)
  if (flags.has('r')) sorted.reverse()
  return flags.has('u') ? [...new Set(sorted)] : sorted
}, 'kt')

const uniq = filter((lines, {args}) => {
  const counts: [string, number][] = []
  for (const line of lines) {
    const last = counts.at(-1)
    if (last?.[0] === line) last[1]++
    else counts.push([line, 1])
  }
  return counts.map(([line, count]) => (args.includes('-c') ? `${String(count).padStart(7)} ${line}` : line))
})

const cut = filter((lines, {args}) => {
  const {values} = options(args, 'dfc')
  const list = values.get('f') ?? values.get('c') ?? '1'
  const ranges = list.split(',').map((range) => {
    const [from = '', to] = range.split('-')
    return [Number(from || 1), to === undefined ? Number(from) : Number(to || Number.POSITIVE_INFINITY)] as const
  })
  const isWanted = (_: string, i: number): boolean => ranges.some(([from, to]) => i + 1 >= from && i + 1 <= to)
  const separator = values.has('c') ? '' : (values.get('d') ?? '\t')
  return lines.map((line) =>
    values.has('f') && !line.includes(separator) ? line : line.split(separator).filter(isWanted).join(separator),
  )
}, 'dfc')

const ranged = (set: string): string[] => [
  ...withClasses(unescaped(set))
    .replaceAll('\\s', ' \t\n')
    .replace(/(.)-(.)/gs, (_, from: string, to: string) =>
      Array.from({length: Math.max(0, to.charCodeAt(0) - from.charCodeAt(0) + 1)}, (_each, i) =>
        String.fromCharCode(from.charCodeAt(0) + i),
      ).join(''),
    ),
]

const tr: Program = async ({args, io}) => {
  const {flags, rest} = options(args)
  const from = ranged(rest[0] ?? '')
  const to = ranged(rest[1] ?? '')
  const text = (await io.in.all()).toString()
  const places = new Map(from.toReversed().map((character, i) => [character, from.length - 1 - i]))
  const squeezed = new Set(to.length > 0 ? to : from)
  const changed = [...text].flatMap((character) => {
    const index = places.get(character)
    if (index === undefined) return [character]
    return flags.has('d') ? [] : [to[index] ?? to.at(-1) ?? character]
  })
  io.out.write(
    flags.has('s')
      ? changed.filter((character, i) => character !== changed[i - 1] || !squeezed.has(character)).join('')
      : changed.join(''),
  )
  return 0
}

const sed: Program = async (call) => {
  const {flags, values, rest} = options(call.args, 'e')
  const [script = '', ...names] = values.has('e') ? [values.get('e') ?? '', ...rest] : rest
  const isExtended = flags.has('E') || flags.has('r')
  const steps = script
    .split(/;|\n/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => sedStep(text, isExtended))
  const {bytes, code} = await inputs(call, names)
  const lines = linesOf(bytes)
  const expressions = steps.flatMap((step) => step.expressions)
  for (let from = 0; from < lines.length; from += batch) {
    const some = lines.slice(from, from + batch)
    const edit = (): string => edited(some, from, lines.length, steps, flags.has('n'))
    call.io.out.write(isRisky(expressions, some) ? inShortTime(edit) : edit())
    await breath()
  }
  return code
}

/** What the steps of a script make of some lines, the first of which is the one after `before` others. */
function edited(
  lines: readonly string[],
  before: number,
  count: number,
  steps: readonly SedStep[],
  isQuiet: boolean,
): string {
  let out = ''
  for (const [i, line] of lines.entries()) {
    let kept: string | undefined = line
    for (const step of steps) {
      if (kept === undefined || !step.applies(kept, before + i + 1, count)) continue
      const result = step.run(kept)
      kept = result.text
      if (result.print !== undefined) out += `${result.print}\n`
    }
    if (kept !== undefined && !isQuiet) out += `${kept}\n`
  }
  return out
}

interface SedStep {
  readonly expressions: readonly RegExp[]
  applies(line: string, number: number, count: number): boolean
  run(line: string): {text: string | undefined; print?: string}
}

function sedStep(source: string, isExtended: boolean): SedStep {
  const address = /^(?:(\d+)(?:,(\d+|\$))?|(\$)|\/((?:[^/\\]|\\.)*)\/)?\s*([\s\S]*)$/.exec(source)
  const [, from, to, last, pattern, command = ''] = address ?? []
  const test = pattern === undefined ? undefined : expression(pattern, {isExtended})
  const applies = (line: string, number: number, count: number): boolean => {
    if (test) return test.test(line)
    if (last) return number === count
    if (from === undefined) return true
    return number >= Number(from) && number <= (to === '$' ? count : Number(to ?? from))
  }
  const expressions = test ? [test] : []
  if (command === 'd') return {expressions, applies, run: () => ({text: undefined})}
  if (command === 'p') return {expressions, applies, run: (line) => ({text: line, print: line})}
  const mark = command[1] ?? '/'
  const parts = command.slice(2).split(mark)
  if (command[0] !== 's' || parts.length < 3) throw new ProgramError(`unsupported command: ${source}`)
  const [search = '', replacement = '', options = ''] = parts
  const find = expression(search, {
    isExtended,
    flags: `${options.includes('g') ? 'g' : ''}${options.includes('i') || options.includes('I') ? 'i' : ''}`,
  })
  const to_ = replacement
    .replaceAll('$', '$$$$')
    .replace(/\\(\d)/g, '$$$1')
    .replace(/(^|[^\\])&/g, '$1$$&')
    .replaceAll('\\n', '\n')
  return {
    expressions: [...expressions, find],
    applies,
    run(line) {
      const text = line.replace(find, to_)
      return options.includes('p') && text !== line ? {text, print: text} : {text}
    },
  }
}

/** Programs that choose and change lines. */
export const filterPrograms: Readonly<Record<string, Program>> = {cut, egrep: grep, grep, sed, sort, tr, uniq}
