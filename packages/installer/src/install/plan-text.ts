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

/** One line per right; the reasons of several commands for the same right stand behind each other. */
export function needTexts(needs: readonly Need[]): readonly string[] {
  const byRight = Map.groupBy(needs, rightText)
  return [...byRight].map(([right, same]) => `${right}: ${[...new Set(same.map(({why}) => why))].join('; ')}`)
}

/** `list pods, nodes.metrics.k8s.io (cluster)` */
function rightText({verbs, resources, apiGroups, scope, resourceNames, optional}: Need): string {
  const things = apiGroups.flatMap((group) =>
    resources.map((resource) => (group === '' ? resource : `${resource}.${group}`)),
  )
  const named = resourceNames === undefined ? '' : ` ${resourceNames.join(', ')}`
  const marks = [...(scope === 'cluster' ? ['cluster'] : []), ...(optional === true ? ['optional'] : [])]
  return `${verbs.join(', ')} ${things.join(', ')}${named}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`
}
