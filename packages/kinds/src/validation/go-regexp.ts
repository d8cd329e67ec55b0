import {RE2JS} from 're2js'

/** What an expression found: the groups by their number (0 is the whole), and those that have a name. */
export interface GoMatch {
  readonly groups: readonly (string | undefined)[]
  readonly named: Readonly<Record<string, string | undefined>>
}

/** How a text is read as an expression. */
export interface GoFlags {
  /** `.` takes a newline too. */
  readonly dotAll?: boolean
  readonly ignoreCase?: boolean
  /** Of several matches that begin at one place the longest counts, as POSIX has it. */
  readonly longest?: boolean
}

/** Looking for all matches of an expression starts anew at each; over a long text that may add up. */
const longestMs = 500

/**
 * A regular expression in Go's syntax (RE2). A test takes time in proportion to the text, whatever the expression;
 * finding and replacing all matches end with an error after half a second.
 */
export class GoRegexp {
  readonly #compiled: RE2JS

  /** Throws an error in Go's words, `error parsing regexp: …`. */
  constructor(source: string, {dotAll = false, ignoreCase = false, longest = false}: GoFlags = {}) {
    this.#compiled = RE2JS.compile(
      source,
      (dotAll ? RE2JS.DOTALL : 0) | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (longest ? RE2JS.LONGEST_MATCH : 0),
    )
  }

  /** Whether it matches anywhere in a text. */
  test(text: string): boolean {
    return this.#compiled.test(text)
  }

  /** The first match. */
  exec(text: string): GoMatch | undefined {
    const matcher = this.#compiled.matcher(text)
    if (!matcher.find()) return undefined
    const group = (name: number | string): string | undefined => matcher.group(name) ?? undefined
    return {
      groups: Array.from({length: this.#compiled.groupCount() + 1}, (_, i) => group(i)),
      named: Object.fromEntries(Object.keys(this.#compiled.namedGroups()).map((name) => [name, group(name)])),
    }
  }

  /** The texts of the first `most` matches. */
  findAll(text: string, most = Number.POSITIVE_INFINITY): string[] {
    const found: string[] = []
    for (const {groups} of this.#each(text)) {
      if (found.length >= most) break
      found.push(groups[0] ?? '')
    }
    return found
  }

  /** A text with its first match, or with all of them, replaced by what `make` says of the groups. */
  replace(text: string, make: (groups: readonly (string | undefined)[]) => string, {all = false} = {}): string {
    let result = ''
    let from = 0
    for (const {groups, start, end} of this.#each(text)) {
      result += text.slice(from, start) + make(groups)
      from = end
      if (!all) break
    }
    return result + text.slice(from)
  }

  *#each(text: string): Generator<{groups: readonly (string | undefined)[]; start: number; end: number}> {
    const matcher = this.#compiled.matcher(text)
    const count = this.#compiled.groupCount() + 1
    const began = performance.now()
    let last = -1
    while (matcher.find()) {
      if (performance.now() - began > longestMs) throw new Error('the regular expression takes too long')
      const [start, end] = [matcher.start(), matcher.end()]
      // Right after a match Go takes no empty one.
      if (start === end && start === last) continue
      last = end
      yield {groups: Array.from({length: count}, (_, i) => matcher.group(i) ?? undefined), start, end}
    }
  }
}

const mostKept = 1000
const kept = new Map<string, GoRegexp>()

/** The expression of a text, compiled once while it is among the last thousand. Throws as {@link GoRegexp} does. */
export function goRegexp(source: string, flags?: GoFlags): GoRegexp {
  const key = flags
    ? `${flags.dotAll ? 's' : ''}${flags.ignoreCase ? 'i' : ''}${flags.longest ? 'l' : ''}/${source}`
    : `/${source}`
  const known = kept.get(key)
  if (known) return known
  const made = new GoRegexp(source, flags)
  for (const oldest of kept.keys()) {
    if (kept.size < mostKept) break
    kept.delete(oldest)
  }
  kept.set(key, made)
  return made
}

/** Why a text is no expression, in Go's words; undefined when it is one. */
export function regexpProblem(source: string): string | undefined {
  try {
    goRegexp(source)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
