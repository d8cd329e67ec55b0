import type {Need} from '@ome/sdk/need'
import type {Kind} from '../registry/plugin-index.ts'
import {type Difference, type InstallPlan, verbOf} from './install-plan.ts'
import {shortName} from './names.ts'

/** The plan of an installation as a person reads it before saying yes. */
export function planText(plan: InstallPlan): string {
  const {plugin, release, registry, from} = plan
  const verb = verbOf(plan)
  const versions =
    verb === 'upgrade' || verb === 'downgrade' ? `${from?.version} → ${release.version}` : release.version
  const origin = `registry ${registry.source.id}, serial ${registry.index.serial}, published ${release.publishedAt.slice(0, 10)}`
  return [
    `${verb} ${shortName(plugin.name)} ${versions}   ${origin}, sha512 ${release.artifact.sha512.slice(0, 8)}…`,
    ...block(
      'commands',
      rows(plan.commands, ({id, risk}) => `${id} (${risk})`, from === undefined),
    ),
    ...(plugin.kind === 'npm' ? [] : block('runs', [forms[plugin.kind]])),
    ...block('rights', rightLines(plan.needs)),
    ...block(
      'network',
      rows(plan.network, (host) => host, false),
    ),
    '',
  ].join('\n')
}

/** Who reviews a plan must see what is no code of ours in our own process. */
const forms: Readonly<Record<Exclude<Kind, 'npm'>, string>> = {
  script: 'scripts on this machine, as you',
  python: 'Python programs on this machine, as you',
  binary: 'programs on this machine, as you',
  container: 'images in the cluster, with accounts that a policy must name',
}

function rows<Item>(
  {added, removed}: Difference<Item>,
  text: (item: Item) => string,
  bare: boolean,
): readonly string[] {
  return [...added.map((item) => `${bare ? '' : '+ '}${text(item)}`), ...removed.map((item) => `- ${text(item)}`)]
}

const block = (title: string, lines: readonly string[]): readonly string[] =>
  (lines.length === 0 ? ['none'] : lines).map((line, at) => `  ${(at === 0 ? title : '').padEnd(8)}  ${line}`)

const rightLines = ({added, removed}: Difference<Need>): readonly string[] => [
  ...needTexts(added).map((line) => `+ ${line}`),
  ...needTexts(removed).map((line) => `- ${line}`),
]

/** Rights with their reasons, each right in one line only; what has the same reasons shares a line. */
export function needTexts(needs: readonly Need[]): readonly string[] {
  const byRight = Map.groupBy(needs.flatMap(rightsOf), ({verb, thing, where}) => `${verb} ${thing}${where}`)
  const rights = [...byRight.values()].flatMap(([first, ...others]) => {
    const all = first ? [first, ...others] : []
    const why = [...new Set(all.map((right) => right.why))].join('; ')
    return first ? [{...first, why, optional: all.every(({optional}) => optional)}] : []
  })
  const ofThing = [...Map.groupBy(rights, ({verb: _, ...rest}) => JSON.stringify(rest)).values()]
  const lines = Map.groupBy(
    ofThing.map((same) => ({...same[0], verbs: same.map(({verb}) => verb).join(', ')})),
    ({verbs, where, optional, why}) => JSON.stringify([verbs, where, optional, why]),
  )
  return [...lines.values()].flatMap(([first, ...others]) => {
    if (!first) return []
    const {verbs, where = '', optional, why} = first
    const things = [first, ...others].map(({thing}) => thing).join(', ')
    return [`${verbs} ${things}${marked(where, optional === true)}: ${why}`]
  })
}

interface Right {
  readonly verb: string
  /** `pods`, `deployments.apps/scale`. */
  readonly thing: string
  /** Names of objects, and whether it is wanted in the whole cluster. */
  readonly where: string
  readonly optional: boolean
  readonly why: string
}

function rightsOf({verbs, resources, apiGroups, scope, resourceNames, optional = false, why}: Need): Right[] {
  const things = new Set(apiGroups.flatMap((group) => resources.map((resource) => thingText(resource, group))))
  const named = resourceNames === undefined ? '' : ` ${resourceNames.join(', ')}`
  const where = `${named}${scope === 'cluster' ? clusterMark : ''}`
  return [...things].flatMap((thing) => verbs.map((verb) => ({verb, thing, where, optional, why})))
}

/** `deployments.apps/scale`; the resource that is typed with a command is of any group. */
function thingText(resource: string, group: string): string {
  if (resource.startsWith('{')) return 'the resource you name'
  const [plural = '', ...below] = resource.split('/')
  return [group === '' ? plural : `${plural}.${group}`, ...below].join('/')
}

const clusterMark = ' (cluster)'

const marked = (where: string, optional: boolean): string =>
  !optional ? where : where.endsWith(clusterMark) ? `${where.slice(0, -1)}, optional)` : `${where} (optional)`
