import {camel, pascal} from './names.ts'

/** What only a command file begins with. */
const exported = 'export default'

/**
 * The files of a new command, relative to its plugin: it reads one namespace and shows how many pods are in each phase.
 * All layers, a scenario, a golden file, unit and whole-command tests.
 */
export function commandFiles(words: readonly string[]): ReadonlyMap<string, string> {
  const subject = words.join('-')
  const id = words.join(' ')
  const type = pascal(subject)
  const value = camel(subject)
  const up = '../'.repeat(words.length)
  return new Map([
    [
      `src/domain/${subject}.ts`,
      `export interface ${type} {
  readonly phase: string
  readonly pods: number
}

export interface ${type}Source {
  /** The phase of every pod of a namespace, or of all. */
  phases(namespace: string | undefined): Promise<readonly string[]>
}

/** Counts equal phases; most pods first, then by name. */
export function count${type}(phases: readonly string[]): ${type}[] {
  const groups = Map.groupBy(phases, (phase) => phase)
  const counted = [...groups].map(([phase, members]) => ({phase, pods: members.length}))
  return counted.sort((left, right) => right.pods - left.pods || (left.phase < right.phase ? -1 : 1))
}
`,
    ],
    [
      `src/domain/${subject}.test.ts`,
      `import assert from 'node:assert/strict'
import {count${type}} from './${subject}.ts'

describe('${id}', () => {
  it('counts equal phases, most pods first', () => {
    assert.deepEqual(count${type}(['Pending', 'Running', 'Running', 'Failed']), [
      {phase: 'Running', pods: 2},
      {phase: 'Failed', pods: 1},
      {phase: 'Pending', pods: 1},
    ])
  })

  it('is empty without pods', () => assert.deepEqual(count${type}([]), []))
})
`,
    ],
    [
      `src/usecases/list-${subject}.ts`,
      `import {count${type}, type ${type}, type ${type}Source} from '../domain/${subject}.ts'

export async function list${type}(
  source: ${type}Source,
  input: {readonly namespace?: string | undefined},
): Promise<readonly ${type}[]> {
  return count${type}(await source.phases(input.namespace))
}
`,
    ],
    [
      `src/kube/${subject}-source.ts`,
      `import type {KubeClient} from '@ome/sdk/kube'
import type {${type}Source} from '../domain/${subject}.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true} as const

export const podPhases = (kube: KubeClient): ${type}Source => ({
  async phases(namespace) {
    const found = await kube.list(pods, namespace === undefined ? {} : {namespace})
    return found.map((pod) => (typeof pod['status']?.phase === 'string' ? pod['status'].phase : 'Unknown'))
  },
})
`,
    ],
    [
      `src/compose/${subject}.ts`,
      `import type {Context} from '@ome/sdk/context'
import type {${type}Source} from '../domain/${subject}.ts'
import {podPhases} from '../kube/${subject}-source.ts'

export const ${value}Source = async (context: Context): Promise<${type}Source> => podPhases(await context.kube())
`,
    ],
    [
      `src/views/${subject}-table.ts`,
      `import type {View} from '@ome/sdk/view'
import type {${type}} from '../domain/${subject}.ts'

export const ${value}Table: View<readonly ${type}[]> = {
  kind: '${type}List',
  empty: 'no pods',
  columns: [
    {header: 'PHASE', value: ({phase}) => phase},
    {header: 'PODS', value: ({pods}) => pods, align: 'right'},
  ],
}
`,
    ],
    [
      `src/commands/${words.join('/')}.ts`,
      `import {OmeCommand} from '@ome/sdk/command'
import {output, scope} from '@ome/sdk/flags'
import {${value}Source} from '${up}compose/${subject}.ts'
import {list${type}} from '${up}usecases/list-${subject}.ts'
import {${value}Table} from '${up}views/${subject}-table.ts'

${exported} class ${type}Command extends OmeCommand {
  static override summary = 'Show how many pods are in each phase'
  static override examples = ['<%= config.bin %> ${id}', '<%= config.bin %> ${id} -A -o json']
  static override flags = {...scope, ...output}
  static override needs = [
    {
      apiGroups: [''],
      resources: ['pods'],
      verbs: ['list'],
      scope: 'namespace' as const,
      why: 'counts the pods',
    },
  ]
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(${type}Command)
    const {namespace} = await this.scopeOf(flags)
    const pods = await ${value}Source(this.context)

    this.render(${value}Table, await list${type}(pods, {namespace}), flags.output)
  }
}
`,
    ],
    [
      `test/${subject}.test.ts`,
      `import assert from 'node:assert/strict'
import {cluster} from '@ome/testkit/cluster'
import {golden} from '@ome/testkit/golden'
import {run} from '@ome/testkit/run'
import {scenario} from '@ome/testkit/scenario'
import ${type}Command from '../src/commands/${words.join('/')}.ts'

describe('ome ${id}', () => {
  it('counts the pods of the namespace', async () => {
    const objects = await scenario(import.meta.dirname, '${subject}')
    await using world = await cluster({objects})

    const {code, out, err} = await run(${type}Command, [], {kube: world.kube})

    assert.deepEqual({code, err}, {code: 0, err: ''})
    golden(import.meta.dirname, '${subject}', out)
  })

  it('says so when there are none', async () => {
    await using world = await cluster()

    const {code, out, err} = await run(${type}Command, [], {kube: world.kube})

    assert.deepEqual({code, out, err}, {code: 0, out: '', err: 'no pods\\n'})
  })
})
`,
    ],
    [`test/scenarios/${subject}/README.md`, 'Two pods that no node can take.\n'],
    ...['a', 'b'].map((name): [string, string] => [`test/scenarios/${subject}/pod-${name}.yaml`, pod(name)]),
    [`test/golden/${subject}.txt`, 'PHASE     PODS\nPending      2\n'],
  ])
}

const pod = (name: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: default
spec:
  nodeSelector:
    none: such
  containers:
  - name: main
    image: example/image:1
`

/** The test of a plugin that its rights are those it uses; one file for all its commands. */
export const coverageTest = (): [string, string] => [
  'test/coverage.test.ts',
  `import {join} from 'node:path'
import {coverage} from '@ome/testkit/coverage'

coverage(join(import.meta.dirname, '..'))
`,
]
