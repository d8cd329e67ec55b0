import {OmeError} from '@ome/sdk/errors'
import {nearest} from '../help/nearest.ts'
import {aliasWords, isDefaults, shadows} from '../routes/expand-alias.ts'
import {findOffer, findRoute} from '../routes/find-route.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {secretFix, secretReason} from '../settings/config-problems.ts'
import {isSecretKey} from '../settings/schema.ts'

type Index = Pick<RouteIndex, 'commands' | 'aliases' | 'valueFlags' | 'offers'>

export interface Assignment {
  readonly name: string
  /** What it stands for; absent where a name was typed alone. */
  readonly words?: string
}

/** `NAME`, or `NAME=WORDS` with or without a leading `ome`. Throws `usage` for a name that cannot be typed as a word. */
export function readAssignment(typed: string): Assignment {
  const at = typed.indexOf('=')
  const name = at === -1 ? typed : typed.slice(0, at)
  if (!/^[A-Za-z0-9][\w-]*$/.test(name))
    throw new OmeError('usage', `"${name}" cannot be the name of an alias: letters, digits, - and _ only`, [
      "for example: ome alias ls='get services -o wide'",
    ])
  return at === -1
    ? {name}
    : {
        name,
        words: typed
          .slice(at + 1)
          .trim()
          .replace(/^ome(\s+|$)/, ''),
      }
}

/**
 * Throws `usage` for words behind `NAME=…` that belong to it and were not quoted: a shell splits them off. Behind words
 * that were quoted `-o` is a flag of this command.
 */
export function demandQuoted(argv: readonly string[]): void {
  const words = argv.filter((word) => word !== '--delete' && word !== '--')
  for (const [at, word] of words.entries()) {
    if (!isAssignment(word)) continue
    const next = words.findIndex((other, place) => place > at && isAssignment(other))
    const behind = words.slice(at + 1, next < 0 ? undefined : next)
    const surplus = word.includes(' ') ? withoutOutput(behind) : behind
    if (surplus.length > 0) throw unquoted(word, surplus)
  }
}

const isAssignment = (word: string): boolean => /^[A-Za-z0-9][\w-]*=/.test(word)

function withoutOutput(words: readonly string[]): string[] {
  const at = words.findIndex((word) => /^(-o|--output)/.test(word))
  if (at < 0) return [...words]
  return words.toSpliced(at, /^(-o|--output)$/.test(words[at] ?? '') ? 2 : 1)
}

function unquoted(assignment: string, surplus: readonly string[]): OmeError {
  const name = assignment.slice(0, assignment.indexOf('='))
  const text = [assignment.slice(name.length + 1), ...surplus].join(' ').trim()
  const quote = text.includes("'") ? '"' : "'"
  return new OmeError('usage', `"${surplus.join(' ')}" behind ${assignment} would not become part of the alias`, [
    `quote all its words: ome alias ${name}=${quote}${text}${quote}`,
  ])
}

/** What a person should know who wrote `$1` as in a shell; undefined where nothing is to be said. */
export function placeholderNote(name: string, text: string): string | undefined {
  const [found] = /\$(?:\d+|[@*])/.exec(text) ?? []
  return found === undefined
    ? undefined
    : `"${found}" in alias "${name}" is not replaced: what is typed behind the alias is put behind its words`
}

/** Throws `usage` where an alias would hide a command, run nothing, or keep a secret. */
export function demandAlias(index: Index, name: string, text: string): void {
  const words = aliasWords(text)
  demandClosedQuotes(name, text)
  if (words.length === 0)
    throw new OmeError('usage', `alias "${name}" stands for nothing`, [`remove it: ome alias ${name} --delete`])
  demandNoSecret(name, words)
  if (shadows(index, name) && !isDefaults(index, name, words)) throw hiding(index, name, words)
  const route = findRoute(index, words)
  if (route.type === 'command' || (route.type === 'topic' && route.unknown === undefined) || findOffer(index, words))
    return
  throw unknownTarget(index, name, words)
}

function hiding(index: Index, name: string, words: readonly string[]): OmeError {
  const fix =
    words[0] === name && Object.hasOwn(index.commands, name)
      ? [`give it flags only, values joined with "=": ome alias ${name}='${name} --flag=value'`]
      : [`choose a name that is no command; defaults for a command are flags only: ome alias deploy='deploy --wait'`]
  return new OmeError('usage', `alias "${name}" would hide a command of that name`, fix, {object: `alias/${name}`})
}

function unknownTarget(index: Index, name: string, words: readonly string[]): OmeError {
  const [first = ''] = words
  const known = [
    ...new Set([...Object.keys(index.commands), ...Object.keys(index.aliases)].map((id) => id.split(':', 1)[0] ?? '')),
  ]
  return new OmeError(
    'usage',
    `alias "${name}": "${words.join(' ')}" is no command`,
    [
      ...nearest(first, known).map(
        (near) => `did you mean: ome alias ${name}='${[near, ...words.slice(1)].join(' ')}'`,
      ),
      'see all of them: ome --help',
    ],
    {object: `alias/${name}`},
  )
}

function demandClosedQuotes(name: string, text: string): void {
  const left = text.replaceAll(/"[^"]*"|'[^']*'/g, '')
  if (/["']/.test(left))
    throw new OmeError('usage', `alias "${name}": a quote is not closed in ${text}`, [], {object: `alias/${name}`})
}

function demandNoSecret(name: string, words: readonly string[]): void {
  const flag = words.find((word) => word.startsWith('--') && isSecretKey(word.slice(2).split('=', 1)[0] ?? ''))
  if (flag !== undefined)
    throw new OmeError('usage', `alias "${name}" is not kept with ${flag.split('=', 1)[0]}: ${secretReason}`, [
      secretFix,
    ])
}
