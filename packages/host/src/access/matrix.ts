import type {Policy, Refusal} from '@ome/installer/policy/policy'
import type {View} from '@ome/sdk/view'
import {commandRefusal, refusalText} from '../policy/command-refusal.ts'
import {readManifest} from '../routes/read-manifest.ts'
import {indexInUse} from '../routes/route-index.ts'
import type {Reviewing} from './compose.ts'
import {accessOf, missingOf} from './explanation.ts'
import {dependenceOf} from './has-noun.ts'
import type {Answer} from './reviews.ts'
import {questionText, rightsOf} from './rights.ts'

export interface MatrixItem {
  readonly command: string
  readonly namespace: string
  readonly access: Answer
  /** Rights that the command cannot do without, as `patch pods`. */
  readonly missing: readonly string[]
  /** What forbids it, whatever the rights are. */
  readonly policy?: Refusal
}

/** Which commands can be run in which namespaces: those that need rights at all or that a policy forbids, by their words. */
export async function accessMatrix(
  cache: string,
  namespaces: readonly string[],
  {ask, policy}: Pick<Reviewing, 'ask' | 'policy'>,
): Promise<readonly MatrixItem[]> {
  const commands = commandsToCompare(cache, policy)
  const cells = commands.flatMap(({words, needs, refusal}) =>
    namespaces.map((namespace) => ({
      command: words,
      namespace,
      refusal,
      dependsOn: dependenceOf({needs}),
      rights: rightsOf(needs, namespace).filter(({optional}) => !optional),
    })),
  )
  const answers = await ask(cells.flatMap(({rights}) => rights.map(({question}) => question)))
  let at = 0
  return cells.map(({command, namespace, dependsOn, refusal, rights}) => {
    const judged = rights.map((right) => ({...right, access: answers[at++] ?? ('unknown' as const)}))
    const missing = missingOf(judged).map(questionText)
    const access = accessOf({rights: judged, dependsOn, refusal})
    return {command, namespace, access, missing, ...(refusal ? {policy: refusal} : {})}
  })
}

function commandsToCompare(cache: string, policy: Policy) {
  const {commands, plugins} = indexInUse(cache)
  const manifests = plugins.map(({root, blocked}) => (blocked ? undefined : readManifest(root)))
  return Object.entries(commands)
    .filter(([, [, , , hidden]]) => !hidden)
    .flatMap(([id, [number, , risk]]) => {
      const plugin = plugins[number]
      const command = manifests[number]?.commands[id]
      if (!plugin || !command) return []
      const words = id.replaceAll(':', ' ')
      const {name, publisher} = plugin
      const refusal = commandRefusal(policy, {words, plugin: name, publisher, risk, command, operands: []})
      return [{words, needs: command.needs ?? [], refusal}]
    })
    .filter(({needs, refusal}) => needs.length > 0 || refusal)
    .sort((a, b) => (a.words < b.words ? -1 : 1))
}

/** A sentence for each rule of a policy that forbids commands of the matrix. */
export function policyNotes(items: readonly MatrixItem[]): readonly string[] {
  const commands = new Map<string, Set<string>>()
  for (const {command, policy} of items) {
    if (!policy) continue
    const text = refusalText(policy)
    commands.set(text, (commands.get(text) ?? new Set()).add(command))
  }
  return [...commands].map(([text, names]) => `${[...names].join(', ')}: ${text}`)
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
