import {offeredWords} from '../offers/offered-words.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {type HelpPage, layOut, type Row, type Section, withReason} from './layout.ts'
import {pluginTitle} from './plugin-title.ts'

type Commands = Pick<RouteIndex, 'version' | 'plugins' | 'commands' | 'topics' | 'offers'>

/** Heading of the commands that a person is known to lack rights for. */
export const lackingTitle = 'NEEDS MORE ACCESS'

/** What a policy says of a word whose commands it all forbids alike. */
function reasonOf(ids: readonly string[], {marks}: HelpPage): string | undefined {
  const [reason, ...others] = new Set(ids.map((id) => marks?.denied.get(id)))
  return others.length === 0 ? reason : undefined
}

/** `ome --help`: the first words of all commands, a section per plugin, the host's own last. */
export function rootHelp(index: Commands, page: HelpPage, summary?: string): string {
  const {program} = page
  const all = firstWords(index)
  const lacking = all.filter(({ids}) => page.marks && ids.every((id) => page.marks?.denied.has(id)))
  const words = all.filter((word) => !lacking.includes(word))
  const sections = index.plugins
    .map((plugin, number): Section & {readonly last: boolean} => ({
      title: pluginTitle(plugin),
      last: plugin.origin === 'host',
      rows: words.filter((word) => word.plugin === number).map(({name, summary}): Row => [name, summary]),
    }))
    .sort((a, b) => Number(a.last) - Number(b.last) || (a.title < b.title ? -1 : 1))
  const known = new Set(all.map(({name}) => name))
  const offered = offeredWords(index.offers, '').filter(({word}) => !known.has(word))
  return layOut(
    [`${program} ${index.version}`, ...(summary ? [summary] : [])],
    [
      {title: 'USAGE', rows: [`$ ${program} COMMAND [flags]`, `$ ${program} COMMAND --help`]},
      ...sections,
      {
        title: lackingTitle,
        rows: page.marks?.hide
          ? []
          : lacking.map(({name, summary, ids}): Row => [name, withReason(summary, reasonOf(ids, page))]),
      },
      {title: 'IN THE REGISTRY', rows: offered.map(({word, text}): Row => [word, text])},
    ],
    page,
  )
}

interface FirstWord {
  readonly name: string
  readonly summary: string
  readonly plugin: number
  /** The commands it leads to. */
  readonly ids: readonly string[]
}

function firstWords({plugins, commands, topics}: Commands): FirstWord[] {
  const shown = Object.entries(commands).filter(([, [plugin, , , hidden]]) => !hidden && !plugins[plugin]?.blocked)
  const names = [...new Set(shown.map(([id]) => id.split(':', 1)[0] ?? ''))].sort()
  return names.map((name) => {
    const below = shown.filter(([id]) => id === name || id.startsWith(`${name}:`))
    const own = commands[name]
    const topic = topics.find((candidate) => candidate.name === name)
    const children = below.map(([id]) => id.slice(name.length + 1).split(':', 1)[0] ?? '').filter(Boolean)
    const summary = own?.[1] ?? topic?.summary ?? [...new Set(children)].join(', ')
    const plugin = own?.[0] ?? mostFrequent(below.map(([, [number]]) => number))
    return {name, summary, plugin, ids: below.map(([id]) => id)}
  })
}

/** Where a word's commands come from several plugins, it stands with the one that has most of them. */
function mostFrequent(numbers: readonly number[]): number {
  const count = (number: number): number => numbers.filter((other) => other === number).length
  return numbers.reduce((best, number) => (count(number) > count(best) ? number : best), numbers[0] ?? 0)
}
