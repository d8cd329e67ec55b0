import type {Need} from '@ome/sdk/need'
import type {IndexCommand} from '../registry/plugin-index.ts'
import {type ForeignManifest, type LocalRun, type RemoteRun, readForeignManifest} from './foreign-manifest.ts'
import {manifestCommands} from './manifest-commands.ts'

/** A file of an artifact, without its bytes. */
export interface ArtifactFile {
  readonly path: string
  readonly executable: boolean
}

/** Platforms that `{os}-{arch}` may stand for, as Go and container images name them. */
export const platforms: readonly string[] = ['linux', 'darwin', 'windows'].flatMap((os) =>
  ['amd64', 'arm64'].map((arch) => `${os}-${arch}`),
)

/** The platform of this machine. One of another kind keeps node's words for it. */
export const platformName = (os: string = process.platform, arch: string = process.arch): string =>
  `${os === 'win32' ? 'windows' : os}-${arch === 'x64' ? 'amd64' : arch}`

const placeholder = '{os}-{arch}'

/** The program of a command on one platform, relative to the artifact. */
export const programPath = ({exec: [path = '']}: Pick<LocalRun, 'exec'>, platform: string): string =>
  path.replaceAll(placeholder, platform)

/** Platforms for which a command has a program; undefined when one program serves all. */
export function programPlatforms(
  run: Pick<LocalRun, 'exec'>,
  has: (path: string) => boolean,
): readonly string[] | undefined {
  if (run.exec[0]?.includes('{') !== true) return undefined
  return platforms.filter((platform) => has(programPath(run, platform)))
}

/** What a person must be allowed to do so that a command runs in the cluster: it is one Job, whatever is in it. */
export function runnerNeeds({stdin, tty}: Pick<RemoteRun, 'stdin' | 'tty'>): readonly Need[] {
  const joins = stdin || tty
  return [
    need('batch', 'jobs', ['create', 'delete', 'get'], 'runs the command as a Job and removes it'),
    need('', 'pods', ['get', 'list', 'watch'], 'follows the command'),
    joins
      ? need('', 'pods/attach', ['create', 'get'], 'joins input and output of the command')
      : need('', 'pods/log', ['get'], 'shows what the command prints'),
  ]
}

const need = (group: string, resource: string, verbs: readonly string[], why: string): Need => ({
  apiGroups: [group],
  resources: [resource],
  verbs,
  scope: 'namespace',
  why,
})

/** The commands as the index tells them: with the rights that running them in the cluster takes. */
export function foreignCommands(manifest: ForeignManifest): readonly IndexCommand[] {
  return manifestCommands({commands: manifest.rows}).map((command) => {
    const run = manifest.remote[command.id.replaceAll(' ', ':')]
    return run === undefined ? command : {...command, needs: [...command.needs, ...runnerNeeds(run)]}
  })
}

export interface ForeignFacts {
  readonly manifest: ForeignManifest
  readonly commands: readonly IndexCommand[]
  /** Absent: it runs everywhere. */
  readonly platforms?: readonly string[]
}

/**
 * Reads a manifest and holds the files to it: every program is there and may be executed, nothing else may. Throws
 * with the list of what is wrong.
 */
export function inspectForeign(value: unknown, version: unknown, files: readonly ArtifactFile[]): ForeignFacts {
  const manifest = readForeignManifest(value)
  const byPath = new Map(files.map((file) => [file.path, file]))
  const programs = Object.entries(manifest.local).map(([id, run]) => ({id, run, found: programsOf(run, byPath)}))
  const declared = new Set(programs.flatMap(({found}) => found))
  const faults = [
    ...(manifest.version === version ? [] : ['its version is not the one of package.json']),
    ...(Object.keys(manifest.rows).length > 0 ? [] : ['it has no commands']),
    ...programs.flatMap(({id, run, found}) =>
      found.length > 0 ? [] : [`${id}: ${run.exec[0]} is not in the artifact`],
    ),
    ...(manifest.kind === 'python' ? [] : [...declared])
      .filter((path) => byPath.get(path)?.executable === false)
      .map((path) => `${path} may not be executed`),
    ...files
      .filter(({path, executable}) => executable && !declared.has(path))
      .map(({path}) => `${path} may be executed and is no command's program`),
  ]
  if (faults.length > 0) throw new Error(faults.join('; '))
  const common = platforms.filter((platform) => programs.every(({run}) => byPath.has(programPath(run, platform))))
  const everywhere = common.length === platforms.length || manifest.kind === 'container'
  return {manifest, commands: foreignCommands(manifest), ...(everywhere ? {} : {platforms: common})}
}

function programsOf(run: LocalRun, files: ReadonlyMap<string, ArtifactFile>): readonly string[] {
  const paths = [...new Set(platforms.map((platform) => programPath(run, platform)))]
  return paths.filter((path) => files.has(path))
}
