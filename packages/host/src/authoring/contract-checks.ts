import {createHash} from 'node:crypto'
import {type ArtifactFacts, bundleFile, inspectArtifact, manifestFile} from '@ome/installer/artifact/contract'
import type {Packed} from '@ome/installer/artifact/pack'
import {satisfies} from 'semver'
import {type Loaded, loadBudgetMs} from './load-probe.ts'

export const sbomFile = 'dist/sbom.cdx.json'

/** One rule of the plugin contract, and what is wrong with a plugin by it. */
export interface Checked {
  readonly check: string
  readonly faults: readonly string[]
  /** What was found when nothing is wrong. */
  readonly detail: string
}

type Read = (path: string) => Buffer | undefined

const reader =
  ({files}: Packed): Read =>
  (path) =>
    files.find((file) => file.path === path)?.bytes

/** The facts of a packed plugin. Throws with the list of what the contract forbids or lacks. */
export const packedFacts = (packed: Packed): ArtifactFacts => inspectArtifact(reader(packed), packed.files)

/** Holds a packed plugin to everything a registry and a host will ask of it. */
export function contractChecks(packed: Packed, hostApi: string): readonly Checked[] {
  const read = reader(packed)
  let facts: ArtifactFacts
  try {
    facts = packedFacts(packed)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [{check: 'contract', faults: message.split('; '), detail: ''}]
  }
  return [
    {check: 'contract', faults: [], detail: `${count(facts.commands.length, 'command')}, no dependencies, no scripts`},
    topicCheck(facts, read),
    {
      check: 'host',
      faults: satisfies(hostApi, facts.hostApi, {includePrerelease: true})
        ? []
        : [`ome.hostApi ${facts.hostApi} does not take this host, which serves ${hostApi}`],
      detail: `${facts.hostApi} takes ${hostApi}`,
    },
    ...(facts.kind === 'npm' ? [sbomCheck(read)] : []),
  ]
}

function topicCheck({commands}: ArtifactFacts, read: Read): Checked {
  const {ome = {}}: {ome?: {topics?: readonly (string | {name: string})[]}} = JSON.parse(String(read('package.json')))
  const topics = (ome.topics ?? []).map((topic) => (typeof topic === 'string' ? topic : topic.name))
  const claims = (id: string): boolean => topics.some((topic) => id === topic || id.startsWith(`${topic} `))
  const faults = commands
    .filter(({id}) => !claims(id))
    .map(({id}) => `"${id}" is below no topic that ome.topics of package.json names`)
  return {check: 'topics', faults, detail: topics.join(', ')}
}

/** The bill of materials names the bundle by its digest, so that a stale one is seen. */
function sbomCheck(read: Read): Checked {
  const sbom = read(sbomFile)
  const bundle = read(bundleFile)
  if (sbom === undefined || bundle === undefined)
    return {check: 'sbom', faults: [`${sbomFile} is missing: build with @ome/testkit/build/plugin`], detail: ''}
  const {components, metadata} = JSON.parse(String(sbom))
  const digest = createHash('sha256').update(bundle).digest('hex')
  const isOfBundle = metadata?.component?.hashes?.some(({content}: {content: string}) => content === digest) === true
  const unlicensed = (components as {name: string; licenses?: unknown}[]).filter(({licenses}) => licenses === undefined)
  return {
    check: 'sbom',
    faults: [
      ...(isOfBundle ? [] : [`${sbomFile} describes another bundle: build again`]),
      ...unlicensed.map(({name}) => `${name} is inlined and states no licence`),
    ],
    detail: `${count(components.length, 'package')} inlined`,
  }
}

/** What loading the bundle came to. */
export function loadCheck({ms, printed, lacks, error, hangs}: Loaded): Checked {
  const faults = [
    ...(error === undefined ? [] : [`it cannot be loaded: ${error}`]),
    ...(hangs ? ['it keeps its process running by being loaded'] : []),
    ...(printed === '' ? [] : [`it prints by being loaded: ${printed.split('\n')[0]}`]),
    ...(ms > loadBudgetMs ? [`it takes ${Math.round(ms)} ms to load; ${loadBudgetMs} ms at most`] : []),
    ...Object.entries(lacks).flatMap(([id, names]) => names.map((name) => `${id.replaceAll(':', ' ')} lacks ${name}`)),
  ]
  return {check: 'load', faults, detail: `${Math.ceil(ms)} ms`}
}

/** The manifest lists what the bundle has, neither more nor less. */
export function manifestCheck(packed: Packed, {lacks, error}: Loaded): Checked {
  const {commands = {}} = JSON.parse(String(reader(packed)(manifestFile) ?? '{}'))
  const ids = Object.keys(commands)
  const faults =
    error === undefined
      ? [
          ...ids
            .filter((id) => !Object.hasOwn(lacks, id))
            .map((id) => `${id} is in the manifest and not in the bundle`),
          ...Object.keys(lacks)
            .filter((id) => !ids.includes(id))
            .map((id) => `${id} is in the bundle and not in the manifest`),
        ]
      : []
  return {check: 'manifest', faults, detail: `${manifestFile} is that of the bundle`}
}

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`
