import type {View} from '@ome/sdk/view'
import {readManifest} from '../routes/read-manifest.ts'
import {indexInUse} from '../routes/route-index.ts'
import type {Reviewing} from './compose.ts'
import {accessOf, missingOf} from './explanation.ts'
import {hasNoun} from './has-noun.ts'
import type {Answer} from './reviews.ts'
import {questionText, rightsOf} from './rights.ts'

export interface MatrixItem {
  readonly command: string
  readonly namespace: string
  readonly access: Answer
  /** Rights that the command cannot do without, as `patch pods`. */
  readonly missing: readonly string[]
}

/** Which commands can be run in which namespaces: those that need rights at all, by their words. */
export async function accessMatrix(
  cache: string,
  namespaces: readonly string[],
  ask: Reviewing['ask'],
): Promise<readonly MatrixItem[]> {
  const commands = commandsWithNeeds(cache)
  const cells = commands.flatMap(({words, needs}) =>
    namespaces.map((namespace) => ({
      command: words,
      namespace,
      lacksNoun: hasNoun({needs: needs.filter(({optional}) => !optional)}),
      rights: rightsOf(needs, namespace).filter(({optional}) => !optional),
    })),
  )
  const answers = await ask(cells.flatMap(({rights}) => rights.map(({question}) => question)))
  let at = 0
  return cells.map(({command, namespace, lacksNoun, rights}) => {
    const judged = rights.map((right) => ({...right, access: answers[at++] ?? ('unknown' as const)}))
    const missing = missingOf(judged).map(questionText)
    return {command, namespace, access: accessOf({rights: judged, lacksNoun}), missing}
  })
}

function commandsWithNeeds(cache: string) {
  const {commands, plugins} = indexInUse(cache)
  const manifests = plugins.map(({root, blocked}) => (blocked ? undefined : readManifest(root)))
  return Object.entries(commands)
    .filter(([, [, , , hidden]]) => !hidden)
    .map(([id, [plugin]]) => ({words: id.replaceAll(':', ' '), needs: manifests[plugin]?.commands[id]?.needs ?? []}))
    .filter(({needs}) => needs.length > 0)
    .sort((a, b) => (a.words < b.words ? -1 : 1))
}

interface MatrixRow {
  readonly command: string
  readonly cells: Readonly<Record<string, Answer>>
}

export const matrixRows = (items: readonly MatrixItem[]): readonly MatrixRow[] =>
  [...new Set(items.map(({command}) => command))].map((command) => ({
    command,
    cells: Object.fromEntries(
      items.filter((item) => item.command === command).map(({namespace, access}) => [namespace, access]),
    ),
  }))

const tones = {yes: 'good', no: 'bad', unknown: 'warn'} as const
const empty = 'no command needs rights in the cluster'

/** A column per namespace, in the order they were named. */
export const matrixTable = (namespaces: readonly string[]): View<readonly MatrixRow[]> => ({
  kind: 'AccessMatrix',
  columns: [
    {header: 'COMMAND', value: ({command}) => command, rank: 'keep'},
    ...namespaces.map((namespace) => ({
      header: namespace,
      value: ({cells}: MatrixRow) => (cells[namespace] === 'unknown' ? '?' : (cells[namespace] ?? '?')),
      tone: ({cells}: MatrixRow) => tones[cells[namespace] ?? 'unknown'],
    })),
  ],
  empty,
})

export const matrixList: View<readonly MatrixItem[]> = {
  kind: 'AccessList',
  columns: [],
  name: ({command, namespace}) => `${namespace}/${command}`,
  empty,
}
