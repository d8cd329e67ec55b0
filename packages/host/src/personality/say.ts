import type {Personality, PersonalityRow} from '@ome/installer/artifact/personality'
import type {RouteIndex} from '../routes/route-index.ts'

interface Speech {
  readonly index: Pick<RouteIndex, 'commands'>
  readonly bin: string
  readonly rows: readonly PersonalityRow[]
  readonly personality: Personality
  /** Canonical id per id of the view. */
  readonly canonicalIds: Readonly<Record<string, string>>
}

/**
 * Puts the commands of a text into the words of a name: `kf kf status` becomes `kf status`. A command that cannot be
 * reached under this name stays one of `ome`. Only words behind the program's name are looked at.
 */
export function sayWith(speech: Speech): (text: string) => string {
  const {index, bin} = speech
  const typed = reverse(speech)
  const topics = new Set(Object.keys(index.commands).flatMap(topicsAbove))
  const command = new RegExp(`(^|[\\s"'\`(=])${bin} (${connection})([a-z][\\w-]*(?: [a-z][\\w-]*)*)`, 'gm')
  return (text) =>
    text.replaceAll(command, (all: string, before: string, flags: string, run: string, at: number) => {
      const words = run.split(' ')
      // Errors quote the command they are about without the program; its topic may have the program's name. In JSON there
      // is a backslash in front of each quote.
      const isQuoted = before === '"' && /^\\?"/.test(text.slice(at + all.length))
      if (isQuoted && index.commands[[bin, ...words].join(':')]) return all
      const starts = words.map((_, at) => words.slice(0, words.length - at))
      const known = starts.find((start) => typed.has(start.join(':')))
      if (known) {
        const rest = words.slice(known.length)
        return before + [`${bin} ${flags}`.trimEnd(), typed.get(known.join(':')), ...rest].filter(Boolean).join(' ')
      }
      const isCommand = starts.some((start) => index.commands[start.join(':')] || topics.has(start.join(':')))
      return isCommand ? `${before}ome ${flags}${run}` : all
    })
}

/** Flags of the connection, which hints repeat behind the program: `--context production`. */
const connection = '(?:--insecure-skip-tls-verify |--[\\w-]+[= ]\\S+ )*'

/** What is typed for a canonical command or topic. */
function reverse({rows, personality: {fallback}, canonicalIds}: Speech): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const note = (canonical: string, typed: string): void => {
    if (!found.has(canonical)) found.set(canonical, typed)
  }
  for (const {words, to} of rows) if (to !== undefined) note(to.replaceAll(' ', ':'), words)
  for (const [id, canonical] of Object.entries(canonicalIds)) {
    note(canonical, id.replaceAll(':', ' '))
    if (id === canonical) for (const topic of topicsAbove(id)) note(topic, topic.replaceAll(':', ' '))
  }
  if (typeof fallback === 'object') note(fallback.under.replaceAll(' ', ':'), '')
  return found
}

/** `a:b` and `a` above `a:b:c`. */
function topicsAbove(id: string): string[] {
  const words = id.split(':')
  return words.slice(1).map((_, at) => words.slice(0, at + 1).join(':'))
}
