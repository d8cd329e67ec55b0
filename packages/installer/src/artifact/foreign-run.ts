import type {Need} from '@ome/sdk/need'
import type {Kind} from '../registry/plugin-index.ts'

/** The manifest of a plugin whose commands are not written in TypeScript. */
export const foreignManifestFile = 'ome-manifest.json'

export type ForeignKind = Exclude<Kind, 'npm'>

/** How a command runs on the person's machine. */
export interface LocalRun {
  /** A file of the artifact, which may hold `{os}-{arch}`, then words that always follow it. */
  readonly exec: readonly string[]
  /** Variables of the person's environment that the program may see. */
  readonly env: readonly string[]
  readonly stdin: boolean
  /** The program talks to the person: it inherits the terminal. */
  readonly tty: boolean
  readonly kubeconfig: 'context' | 'none'
  /** Lowest version of Python, as `>=3.10`. */
  readonly python?: string
}

/** How a command runs as a Job of the cluster. */
export interface RemoteRun {
  /** Named by its digest. */
  readonly image: string
  readonly command: readonly string[]
  readonly serviceAccount: string
  /** What the account must be allowed to do. Shown before a run; the person needs none of it. */
  readonly accountNeeds: readonly Need[]
  readonly resources?: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string>>>>
  readonly timeoutSeconds: number
  readonly stdin: boolean
  readonly tty: boolean
  /** The container gets a token of its account. */
  readonly apiAccess: boolean
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
  return [
    need('batch', 'jobs', ['create', 'delete', 'get'], 'runs the command as a Job and removes it'),
    need('', 'pods', ['get', 'list', 'watch'], 'follows the command'),
    need('', 'pods/log', ['get'], 'shows what the command prints'),
    {...need('', 'events', ['list', 'watch'], 'tells at once why its pod is refused'), optional: true},
    ...(stdin || tty ? [need('', 'pods/attach', ['create', 'get'], 'joins the input of the command')] : []),
  ]
}

const need = (group: string, resource: string, verbs: readonly string[], why: string): Need => ({
  apiGroups: [group],
  resources: [resource],
  verbs,
  scope: 'namespace',
  why,
})
